import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ActionError } from '../../../src/errors.js';
import { isJobOrPod } from '../../../src/helm/hook.js';
import { type Observation } from '../../../src/hooks/observation.js';
import { type HookResult, judgeHook } from '../../../src/hooks/result.js';
import { diagnose } from '../../../src/diagnosis/diagnose.js';
import { requireHook } from '../../../src/diagnosis/required-hook.js';
import { makeFacts, makeHook, makeRelease, makeSeen } from '../../fakes/facts.js';
import { ended, makeJob, makePod, RUNNING, waiting } from '../../fakes/pods.js';

const TROUBLE = new ActionError('forbidden', 'may not list', 'grant it');
const condition = (type: string) =>
  makeJob({
    status: { conditions: [{ type, status: 'True' }] },
    spec: { backoffLimit: 0 } as never,
  });
const OLD = makeJob({
  metadata: { name: 'app-migration', creationTimestamp: '2026-11-20T10:00:00Z' },
});

const phase = fc.constantFrom('', 'Running', 'Succeeded', 'Failed', 'Unknown');
const hook = fc.record({
  kind: fc.constantFrom('Job', 'Pod', 'ConfigMap'),
  phase,
  deletePolicies: fc.subarray(['before-hook-creation', 'hook-succeeded', 'hook-failed']),
});
const jobs = fc.constantFrom(
  undefined,
  makeJob(),
  condition('Complete'),
  condition('Failed'),
  condition('Suspended'),
);
const pods = fc.subarray([
  makePod({ name: 'a', states: [RUNNING] }),
  makePod({ name: 'b', states: [ended(0)], phase: 'Succeeded' }),
  makePod({ name: 'c', states: [ended(1)], phase: 'Failed' }),
  makePod({ name: 'd', states: [waiting('ErrImagePull')] }),
]);
const objects = fc.record({
  job: jobs,
  jobGone: fc.constantFrom(undefined, 'deleted', 'missed'),
  pods,
  interrupted: fc.constant(new Set<string>()),
  gone: fc.constant(new Set<string>()),
  logs: fc.constant(new Map()),
  migrations: fc.constant(new Map()),
  events: fc.constant([]),
  ends: fc.constant([]),
  others: fc.constantFrom([], [{ object: OLD, isGone: false, isOurs: false, revision: 1 }]),
  isBlind: fc.boolean(),
});

/** A hook as it was judged from any objects, and whether these bear out a success of this run. */
const judged = fc
  .tuple(hook, objects, fc.constantFrom('pre-upgrade', 'post-upgrade'))
  .map(([facts, seen, event], index: number = 0) => {
    const run = { key: `${String(index)} ${event}`, event, hook: makeHook(facts) };
    const isSeen =
      seen.job === undefined
        ? seen.pods.some((pod) => pod.status?.phase === 'Succeeded')
        : seen.job.status?.conditions?.some(({ type }) => type === 'Complete') === true ||
          seen.pods.some((pod) => pod.status?.phase === 'Succeeded');
    return { result: judgeHook(run, seen), isSeen };
  });
const record = fc.constantFrom(
  undefined,
  ...(['deployed', 'failed', 'pending-upgrade', 'superseded', 'unknown'] as const).map((status) =>
    makeRelease({ status }),
  ),
);
const observed = fc.record({
  hooks: fc.array(judged, { maxLength: 3 }),
  record,
  exitCode: fc.constantFrom(0, 1, undefined),
  recordTrouble: fc.constantFrom(undefined, TROUBLE),
  cancelled: fc.boolean(),
});

const isUnproven = ({ hook: { kind }, verdict }: HookResult) =>
  isJobOrPod({ kind }) && verdict.kind !== 'succeeded';

describe('whatever helm says and whatever was seen', () => {
  it('a Job or Pod hook has succeeded only where an object of this run did', () => {
    fc.assert(
      fc.property(judged, ({ result, isSeen }) => {
        if (isJobOrPod(result.hook) && result.verdict.kind === 'succeeded')
          expect(isSeen).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  it('a deploy is good only with a good exit code, a good record, and hooks that were seen to succeed, or a warning for each', () => {
    fc.assert(
      fc.property(observed, ({ hooks, record: release, exitCode, recordTrouble, cancelled }) => {
        const seen: Observation = makeSeen({
          release,
          recordTrouble,
          hooks: hooks.map(({ result }) => result),
        });
        const helm = { exitCode, signal: undefined, lastErrors: ['Error: it failed'] };
        const diagnosis = diagnose(makeFacts({ helm, seen, cancelled }));
        if (diagnosis.outcome !== 'deployed') return;
        const { warnings = [] } = diagnosis;
        expect([exitCode, cancelled]).toEqual([0, false]);
        expect(release?.status ?? recordTrouble?.code).toBe(
          release === undefined ? 'forbidden' : 'deployed',
        );
        if (release === undefined) expect(warnings.join()).toMatch(/record could not be read/);
        for (const result of seen.hooks.filter(isUnproven)) {
          expect(['unconfirmed', 'not-seen']).toContain(result.verdict.kind);
          expect(warnings.join()).toContain(`(${result.event}) was not seen to run`);
        }
        const strict = requireHook(diagnosis, { required: true, seen });
        if (
          !seen.hooks.some(({ ran, verdict }) => ran !== undefined || verdict.kind === 'succeeded')
        )
          expect(strict.outcome).toBe('deploy-failed');
      }),
      { numRuns: 5_000 },
    );
  });
});
