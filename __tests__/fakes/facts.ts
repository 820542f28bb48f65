import type { HelmExit } from '../../src/helm/run.js';
import type { Hook } from '../../src/helm/hook.js';
import type { Release } from '../../src/helm/release.js';
import type { AttemptEnd } from '../../src/hooks/attempts.js';
import type { Observation } from '../../src/hooks/observation.js';
import type { HookResult } from '../../src/hooks/result.js';
import type { DeployFacts } from '../../src/diagnosis/diagnosis.js';
import { readMigrations } from './migrations.js';

/** A hook as its record has it, unless told otherwise. */
export function makeHook(more: Partial<Hook> = {}): Hook {
  return {
    kind: 'Job',
    namespace: 'shop',
    name: 'app-migration',
    isNameGenerated: false,
    events: ['pre-install', 'pre-upgrade'],
    weight: -1,
    deletePolicies: ['before-hook-creation'],
    phase: 'Running',
    isPrintedByHelm: false,
    hidesLog: false,
    started: '2026-11-23T15:00:00.100Z',
    completed: '',
    ...more,
  };
}

/** A hook that has succeeded, unless told otherwise. */
export function makeResult(more: Partial<HookResult> = {}): HookResult {
  return {
    ...{ key: 'pre-upgrade 1 Job shop/app-migration', event: 'pre-upgrade' },
    ...{ number: 1, count: 1 },
    hook: makeHook({ phase: 'Succeeded', completed: '2026-11-23T15:00:03.400Z' }),
    verdict: { kind: 'succeeded' },
    attempts: 1,
    failures: { failed: 0, exitCodes: [] },
    ended: [],
    ran: ['waiting', 'not-seen', 'unconfirmed'].includes(more.verdict?.kind ?? '')
      ? undefined
      : { since: '2026-11-23T15:00:01Z', until: '2026-11-23T15:00:03Z' },
    running: undefined,
    waitsFor: undefined,
    attemptsMax: 1,
    started: '2026-11-23T15:00:00Z',
    finished: '2026-11-23T15:00:03Z',
    deciding: {
      pod: 'app-migration-x',
      container: 'migrate',
      id: 'containerd://1',
      exitCode: 0,
      reason: 'Completed',
      message: '',
      memoryLimit: undefined,
      started: '2026-11-23T15:00:01Z',
      finished: '2026-11-23T15:00:03Z',
    },
    leftover: undefined,
    lingering: undefined,
    lostNode: undefined,
    log: [],
    logStart: undefined,
    times: [],
    migrated: readMigrated(more),
    ...more,
  };
}

/** What one container run's log says, as if no other had printed. */
function readMigrated({ log = [], verdict }: Partial<HookResult>): HookResult['migrated'] {
  const kind = verdict?.kind ?? 'succeeded';
  const reports = readMigrations(log, kind === 'succeeded' || kind === 'failed' ? kind : 'open');
  return { reports, error: reports.findLast(({ error }) => error !== '')?.error ?? '' };
}

/** The end of an attempt that failed with exit code 1, unless told otherwise. */
export function makeAttempt(more: Partial<AttemptEnd> = {}): AttemptEnd {
  return {
    ...{ number: 1, kind: 'failed', podUid: 'uid-app-migration-x', isRestarted: false },
    end: {
      ...{ pod: 'app-migration-x', podUid: 'uid-app-migration-x', container: 'migrate' },
      ...{ id: 'containerd://1', exitCode: 1, reason: 'Error', message: '', wasLeaving: false },
      memoryLimit: undefined,
      started: '2026-11-23T15:00:01Z',
      finished: '2026-11-23T15:00:03Z',
    },
    ...more,
  };
}

const FAILED: HookResult['verdict'] = {
  kind: 'failed',
  reason: 'BackoffLimitExceeded',
  message: 'Job has reached the specified backoff limit',
};

/** One that has failed with exit code 1 of its container. */
export function makeFailure(more: Partial<HookResult> = {}): HookResult {
  const good = makeResult();
  return {
    ...good,
    hook: makeHook({ phase: 'Failed', completed: '2026-11-23T15:00:03.400Z' }),
    verdict: FAILED,
    failures: { failed: 1, exitCodes: [1] },
    deciding: good.deciding && { ...good.deciding, exitCode: 1, reason: 'Error' },
    migrated: readMigrated({ log: more.log ?? [], verdict: more.verdict ?? FAILED }),
    ...more,
  };
}

/** The second revision of a release, deployed unless told otherwise. */
export function makeRelease(more: Partial<Release> = {}): Release {
  return {
    name: 'app',
    namespace: 'shop',
    revision: 2,
    status: 'deployed',
    description: 'Upgrade complete',
    lastDeployed: '2026-11-23T15:00:00Z',
    chart: { name: 'backend', version: '1.2.0', appVersion: '4.2' },
    operation: 'upgrade',
    hooks: [makeHook()],
    jobs: [],
    ...more,
  };
}

/** All that was seen of a good upgrade, unless told otherwise. */
export function makeSeen(more: Partial<Observation> = {}): Observation {
  return {
    release: makeRelease(),
    hooks: [makeResult()],
    deployedBefore: 1,
    deployedAfter: 2,
    recordTrouble: undefined,
    pendingBefore: undefined,
    blind: [],
    ...more,
  };
}

/** A helm that succeeded. */
export const HELM_GOOD: HelmExit = { exitCode: 0, signal: undefined, lastErrors: [] };

/** A helm that failed, with what it wrote to stderr. */
export function helmFailed(...lastErrors: readonly string[]): HelmExit {
  return { exitCode: 1, signal: undefined, lastErrors };
}

/** The facts of a good upgrade, unless told otherwise. */
export function makeFacts(more: Partial<DeployFacts> = {}): DeployFacts {
  return {
    release: 'app',
    namespace: 'shop',
    helm: HELM_GOOD,
    seen: makeSeen(),
    cancelled: false,
    undecrypted: undefined,
    ...more,
  };
}
