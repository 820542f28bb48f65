import { metadataOf } from '../helm/manifest.js';
import { type Mapping, mappingOf } from '../text/yaml.js';
import type { RenderedHook } from './rendered-hooks.js';

/** The annotation of what a dry run makes that says whose plan it is of: the release. */
export const PLAN_OF = 'helm-migrate/plan-of';
/** The annotation that says which run made it. */
export const PLAN_RUN = 'helm-migrate/plan-run';

/** Whose plan it is. */
export interface PlanRun {
  readonly release: string;
  /** Tells one run from all others. */
  readonly id: string;
}

/** If nobody is left to remove a Job, Kubernetes does. */
const TTL_SECONDS = 600;

/**
 * The object as a dry run makes it: without Helm's annotations, so that no deploy takes it for a hook of the release,
 * and with those that say what it is for.
 */
export function makeManifest({ hook, object }: RenderedHook, { release, id }: PlanRun): Mapping {
  const metadata = metadataOf(object);
  const annotations = Object.entries(mappingOf(metadata['annotations']));
  const others = annotations.filter(([name]) => !name.startsWith('helm.sh/'));
  const spec = mappingOf(object['spec']);
  return {
    ...object,
    metadata: {
      ...metadata,
      annotations: { ...Object.fromEntries(others), [PLAN_OF]: release, [PLAN_RUN]: id },
    },
    ...(hook.kind === 'Job' && { spec: { ttlSecondsAfterFinished: TTL_SECONDS, ...spec } }),
  };
}
