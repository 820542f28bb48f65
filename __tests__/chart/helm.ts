import { type V1ConfigMap, type V1Job, type V1Secret } from '@kubernetes/client-node';
import { load, loadAll } from 'js-yaml';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

const CACHE =
  process.env['HELM_MIGRATE_CACHE'] ??
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'helm-migrate');

/** Both helms that the chart is for: a name for the test's title, and the program. */
export const HELMS = [
  ['helm 3', join(process.env['HM_HELM3'] ?? join(CACHE, 'bin', 'helm3'), 'helm')],
  ['helm 4', join(process.env['HM_HELM4'] ?? join(CACHE, 'bin', 'helm4'), 'helm')],
] as const;

/** The charts under test; `CHART` is the one that is meant where nothing else is said. */
export const CHART = resolve('charts/sql-migrate');
export const MIGRATE_CHART = resolve('charts/migrate');

/** What a helm command came to. */
export type HelmResult = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** Runs helm apart from the machine's own configuration, cluster and plugins; throws if there is no helm. */
export function runHelm(helm: string, args: readonly string[], values: object = {}): HelmResult {
  if (!existsSync(helm)) throw new Error(`There is no ${helm}: run script/bootstrap helm.`);
  const { status, stdout, stderr } = spawnSync(helm, args, {
    encoding: 'utf8',
    input: JSON.stringify(values),
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', HELM_PLUGINS: '/nonexistent' },
  });
  return { code: status, stdout, stderr };
}

/** The objects that helm renders for these values, by `Kind/name`; throws helm's message where it renders none. */
export function render(request: RenderRequest): Rendered {
  const { helm, chart = CHART, release = 'shop', values } = request;
  const args = ['template', release, chart, '--namespace', 'team', '--values', '-'];
  const { code, stdout, stderr } = runHelm(helm, args, values);
  if (code !== 0) throw new Error(stderr);
  return { text: stdout, objects: new Map(loadAll(stdout).filter(isObject).map(entry)) };
}

/** What to render: `values` as a values file would have them. */
export type RenderRequest = {
  readonly helm: string;
  readonly chart?: string;
  readonly release?: string;
  readonly values: object;
};

/** helm's output, as text and as objects by `Kind/name`. */
export type Rendered = {
  readonly text: string;
  readonly objects: ReadonlyMap<string, KubernetesObject>;
};

type KubernetesObject = V1Job & V1Secret & V1ConfigMap;

function isObject(document: unknown): document is KubernetesObject {
  return typeof document === 'object' && document !== null && 'kind' in document;
}

function entry(object: KubernetesObject): readonly [string, KubernetesObject] {
  return [`${object.kind ?? ''}/${object.metadata?.name ?? ''}`, object];
}

/** The object of that `Kind/name`; throws with what there is instead. */
export function objectOf({ objects }: Rendered, name: string): KubernetesObject {
  const object = objects.get(name);
  if (object === undefined) throw new Error(`No ${name}, but ${[...objects.keys()].join(', ')}.`);
  return object;
}

/** sql-migrate's environment "main" in the rendered ConfigMap of that name. */
export function sqlMigrateConfig(rendered: Rendered, name: string): unknown {
  const config = load(objectOf(rendered, `ConfigMap/${name}`).data?.['config.yaml'] ?? '');
  return typeof config === 'object' && config !== null && 'main' in config ? config.main : config;
}
