import { join } from 'node:path';
import { type HelmMajor } from './lab.js';
import { runStep, type StepOptions, type StepResult } from './step.js';

/** An object of a chart, as a template would have it. */
export type Manifest = Readonly<Record<string, unknown>>;

export interface HookOptions {
  readonly name: string;
  readonly namespace?: string;
  readonly events?: string;
  readonly weight?: number;
  readonly deletePolicy?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A chart of just the objects in its values. */
export const ANY_CHART = join(import.meta.dirname, 'any-chart');

const IMAGE = 'ghcr.io/helm-migrate/sql-migrate-git:1.8.1';

/** A container that runs a bash script. */
export function container(script: string, more: Manifest = {}): Manifest {
  return { name: 'main', image: IMAGE, command: ['bash', '-c', script], ...more };
}

/** The spec of a Pod that runs these containers once. */
export function podSpec(containers: readonly Manifest[], more: Manifest = {}): Manifest {
  return { restartPolicy: 'Never', terminationGracePeriodSeconds: 1, containers, ...more };
}

/** A Job as a hook, pre-install and pre-upgrade where nothing else is said. */
export function jobHook(options: HookOptions, pod: Manifest, spec: Manifest = {}): Manifest {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: hookMetadata(options),
    spec: { backoffLimit: 0, template: { spec: pod }, ...spec },
  };
}

/** A bare Pod as a hook. */
export function podHook(options: HookOptions, pod: Manifest): Manifest {
  return { apiVersion: 'v1', kind: 'Pod', metadata: hookMetadata(options), spec: pod };
}

/** Any other object as a hook. */
export function objectHook(options: HookOptions, object: Manifest): Manifest {
  return { ...object, metadata: hookMetadata(options) };
}

/** Deploys a chart that has just these objects. */
export function deployObjects(
  helm: HelmMajor,
  objects: readonly Manifest[],
  options: Partial<StepOptions> & { readonly inputs: Readonly<Record<string, string>> },
): Promise<StepResult> {
  return runStep({
    helm,
    ...options,
    inputs: {
      release: 'any',
      chart: ANY_CHART,
      'secrets-backend': 'none',
      'values-inline': JSON.stringify({ objects }),
      ...options.inputs,
    },
  });
}

function hookMetadata(options: HookOptions): Manifest {
  return {
    name: options.name,
    ...(options.namespace === undefined ? {} : { namespace: options.namespace }),
    annotations: {
      'helm.sh/hook': options.events ?? 'pre-install,pre-upgrade',
      'helm.sh/hook-weight': String(options.weight ?? 0),
      'helm.sh/hook-delete-policy': options.deletePolicy ?? 'before-hook-creation',
      ...options.annotations,
    },
  };
}
