import type { Workload } from '../../src/helm/workload.js';
import { NO_MIGRATIONS } from '../../src/rollout/init-runs.js';
import type { CountedTrouble } from '../../src/rollout/result.js';
import type { FollowedWorkload } from '../../src/rollout/seen.js';
import type { Trouble } from '../../src/rollout/trouble.js';

/** `Deployment shop/api`, unless told otherwise. */
export function makeWorkload(more: Partial<Workload> = {}): Workload {
  return { kind: 'Deployment', namespace: 'shop', name: 'api', podLabels: {}, ...more };
}

/** A workload of which none of two Pods is ready, unless told otherwise. */
export function makeFollowed(more: Partial<FollowedWorkload> = {}): FollowedWorkload {
  return {
    ...{ workload: makeWorkload(), state: 'not-ready', ready: 0, wanted: 2, oldReady: 0 },
    ...{ fresh: [], troubles: [], log: [], migrated: NO_MIGRATIONS, span: undefined },
    ...more,
  };
}

/** A trouble that two Pods have. */
export function ofPods(trouble: Trouble, pods = 2): CountedTrouble {
  return { trouble, pods };
}

type Exit = Extract<Trouble, { kind: 'exits' }>;

/** Container `api` exits with code 3, unless told otherwise. */
export function makeExit(
  end: Partial<Exit['end']> = {},
  more: Partial<Omit<Exit, 'end'>> = {},
): Exit {
  return {
    ...{ kind: 'exits', isInit: false, restarts: 1 },
    ...more,
    end: {
      ...{ pod: 'api-1', podUid: 'uid-1', container: 'api', id: 'containerd://1', exitCode: 3 },
      ...{ reason: 'Error', message: '', memoryLimit: undefined, wasLeaving: false },
      ...{ started: '2026-11-28T16:00:00Z', finished: '2026-11-28T16:00:01Z' },
      ...end,
    },
  };
}

/** A probe of container `api` that fails, and has ended nothing. */
export function makeProbe(
  probe: 'readiness' | 'liveness' | 'startup',
  more: Partial<Extract<Trouble, { kind: 'probe' }>> = {},
): Trouble {
  return {
    kind: 'probe',
    probe,
    container: 'api',
    says: '',
    restarts: 0,
    hasEnded: false,
    ...more,
  };
}
