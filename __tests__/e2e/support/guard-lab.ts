import { afterAll, beforeAll } from '@jest/globals';
import { container, deployObjects, jobHook, type Manifest, podSpec } from './hooks.js';
import { HELM_MAJORS, type HelmMajor, makeNamespace, removeNamespace } from './lab.js';
import type { PlainRelease } from './plain-helm.js';
import type { StepOptions, StepResult } from './step.js';

/** What the Lease calls a run of the tests. */
export const RUN = 'https://github.com/example/backend/actions/runs/42';
/** The outputs of a deploy in which helm was not started. */
export const BLOCKED = { outcome: 'blocked', workloads: 'unchanged', 'helm-exit-code': '' };

/** One helm, and a namespace of its own. */
export interface Lab {
  readonly namespace: string;
  readonly place: (release: string) => PlainRelease;
  readonly deploy: (
    release: string,
    objects: readonly Manifest[],
    inputs?: Readonly<Record<string, string>>,
    more?: Partial<StepOptions>,
  ) => Promise<StepResult>;
}

/** A scenario with both helms at once, since most of its time is waiting; their namespaces begin with `prefix`. */
export function openLabs(
  prefix: string,
): (scenario: (lab: Lab, helm: HelmMajor) => Promise<void>) => () => Promise<void> {
  const nameOf = (helm: HelmMajor) => `${prefix}-${String(helm)}`;
  beforeAll(async () => {
    await Promise.all(HELM_MAJORS.map((helm) => makeNamespace(nameOf(helm))));
  });
  afterAll(async () => {
    await Promise.all(HELM_MAJORS.map((helm) => removeNamespace(nameOf(helm))));
  });
  const open = (helm: HelmMajor): Lab => {
    const namespace = nameOf(helm);
    return {
      namespace,
      place: (release) => ({ helm, namespace, release }),
      deploy: (release, objects, inputs = {}, more = {}) =>
        deployObjects(helm, objects, { ...more, inputs: { release, namespace, ...inputs } }),
    };
  };
  return (scenario) => async () => {
    await Promise.all(HELM_MAJORS.map((helm) => scenario(open(helm), helm)));
  };
}

/** A hook of the release, which runs the script; pre-install and pre-upgrade where nothing else is said. */
export function migration(release: string, script: string, events?: string): Manifest {
  const pod = podSpec([container(script)], { terminationGracePeriodSeconds: 5 });
  return jobHook({ name: `${release}-migration`, ...(events !== undefined && { events }) }, pod);
}

/** Something that a release deploys beside its hooks. */
export function configMap(release: string, value: string): Manifest {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: release }, data: { value } };
}
