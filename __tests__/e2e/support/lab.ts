import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The work tree: the bundle and the examples that are tested are its own. */
export const ROOT = resolve(import.meta.dirname, '../../..');

export type HelmMajor = 3 | 4;
export const HELM_MAJORS: readonly HelmMajor[] = [3, 4];

/** Reads a variable of the set-up, which `script/test e2e` makes. */
export function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`$${name} is not set: run these tests by "script/test e2e".`);
  return value;
}

let base: string | undefined;

/** Removes what `makeTempFolder` made: set-up.ts calls it after each test file. */
export function removeTempFolders(): void {
  if (base !== undefined) rmSync(base, { recursive: true, force: true });
  base = undefined;
}
process.once('exit', removeTempFolders);

/**
 * A new folder; it goes at the end of the test file, or of the process that is not a test. `isShared`: other users may
 * come to it.
 */
export function makeTempFolder({ isShared = false } = {}): string {
  base ??= mkdtempSync(join(tmpdir(), 'helm-migrate-e2e-'));
  if (isShared) chmodSync(base, 0o711);
  return mkdtempSync(join(base, 'f-'));
}

/** The environment in which a step finds the tools, as on a runner: nothing of ours but these. */
export function toolEnvironment(major: HelmMajor): Record<string, string> {
  const helm = setting(`HM_HELM${String(major)}`);
  return {
    PATH: [join(ROOT, 'node_modules/.bin'), helm, setting('HM_TOOLS'), '/usr/bin', '/bin'].join(
      ':',
    ),
    HELM_PLUGINS: setting(`HM_PLUGINS${String(major)}`),
    HOME: makeTempFolder(),
    LANG: 'C.UTF-8',
  };
}

export function adminKubeconfig(): string {
  return readFileSync(setting('KUBECONFIG'), 'utf8');
}

/** Runs kubectl as the cluster's admin and returns what it printed. */
export async function kubectl(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(join(setting('HM_TOOLS'), 'kubectl'), args, { maxBuffer: 1 << 26 });
  return stdout;
}

/** Runs kubectl and reads its JSON. */
export async function getObject<T>(namespace: string, kind: string, name: string): Promise<T> {
  return JSON.parse(
    await kubectl('get', kind, name, '--namespace', namespace, '--output', 'json'),
  ) as T;
}

/** Recreates the namespace: what an earlier run left there is gone. */
export async function makeNamespace(name: string): Promise<void> {
  await kubectl('delete', 'namespace', name, '--ignore-not-found', '--wait');
  await kubectl('create', 'namespace', name);
}

/** Begins to remove a namespace; its end is nobody's business. */
export async function removeNamespace(name: string): Promise<void> {
  await kubectl('delete', 'namespace', name, '--ignore-not-found', '--wait=false');
}

/** The statuses of all revisions of a release as its records' labels have them, oldest first. */
export async function readHistory(namespace: string, release: string): Promise<readonly string[]> {
  const list = JSON.parse(
    await kubectl(
      'get',
      'secrets',
      '-n',
      namespace,
      '-l',
      `owner=helm,name=${release}`,
      '-o',
      'json',
    ),
  ) as {
    readonly items: readonly { readonly metadata: { readonly labels: Record<string, string> } }[];
  };
  return list.items
    .map(({ metadata }) => metadata.labels)
    .sort((a, b) => Number(a['version']) - Number(b['version']))
    .map((labels) => labels['status'] ?? '');
}

/** All objects of a namespace, as the API server has them. */
export async function photograph(namespace: string): Promise<string> {
  const kinds =
    'all,configmaps,secrets,serviceaccounts,leases,persistentvolumeclaims,roles,rolebindings';
  return await kubectl('get', kinds, '--namespace', namespace, '--output=json');
}
