import { expect, it } from '@jest/globals';
import { type HookResult, judgeHook } from '../../../src/hooks/result.js';
import { NOTHING_SEEN } from '../../../src/hooks/hook-objects.js';
import { diagnose } from '../../../src/diagnosis/diagnose.js';
import { helmFailed, makeFacts, makeHook, makeResult, makeSeen } from '../../fakes/facts.js';
import { ended, makeJob, makePod, RUNNING, waiting } from '../../fakes/pods.js';

const INIT = {
  ...{ container: 'wait-mariadb', isInit: true, since: '2026-11-23T12:00:03Z', hasOutput: false },
  notStarted: ['migrate'],
};
const hanging = (more: Partial<HookResult> = {}): HookResult =>
  makeResult({ verdict: { kind: 'running' }, deciding: undefined, running: INIT, ...more });

/** Of a helm that has given up. */
function explain(hook: HookResult) {
  const helm = helmFailed('Error: UPGRADE FAILED: timed out waiting for the condition');
  return diagnose(makeFacts({ helm, seen: makeSeen({ hooks: [hook] }) }));
}

const GAVE_UP =
  'helm stopped waiting for Job shop/app-migration: its init container "wait-mariadb"';
const SAID = 'UPGRADE FAILED: timed out waiting for the condition';

it('a hook that hangs in an init container is not a migration that runs', () => {
  expect(explain(hanging())).toMatchObject({
    outcome: 'hook-running',
    reason: `${GAVE_UP} has been running since 2026-11-23 12:00:03 UTC, and its main container "migrate" has not started: ${SAID}`,
    advice:
      'Check why init container "wait-mariadb" does not finish: what it prints is in the log. Its main container "migrate" has not run, so it has migrated nothing. Once the cause is gone, the Job continues by itself. If the fix is in the chart or its values, deploy it with "active-hook: replace". If the init container only needs more time, increase "timeout".',
  });
});

it.each([
  [
    'a start that is not known',
    { running: { ...INIT, since: '' } },
    /"wait-mariadb" is still running, and its main/,
  ],
  [
    'several main containers',
    { running: { ...INIT, notStarted: ['a', 'b', 'c'] } },
    /, and its main containers "a", "b" and "c" have not started: /,
  ],
  [
    'a second attempt',
    { attempts: 2, attemptsMax: 4 },
    /, and its main container "migrate" has not started in attempt 2 of 4: /,
  ],
  [
    'a second attempt of nobody knows how many',
    { attempts: 2, attemptsMax: undefined },
    /in attempt 2: /,
  ],
] as const)('%s', (_title, more, reason) => {
  expect(explain(hanging(more)).reason).toMatch(reason);
});

it('what an earlier attempt has done is not denied', () => {
  expect(explain(hanging({ attempts: 2, attemptsMax: 4 })).advice).not.toMatch(/migrated nothing/);
});

it('several main containers have migrated nothing', () => {
  expect(explain(hanging({ running: { ...INIT, notStarted: ['a', 'b'] } })).advice).toMatch(
    /Its main containers "a" and "b" have not run, so they have migrated nothing\./,
  );
});

it.each([
  ['runs', { ...INIT, container: 'migrate', isInit: false, notStarted: [] }],
  ['has run before', { ...INIT, notStarted: [] }],
  ['is not known', undefined],
])('a main container that %s is still running', (_title, running) => {
  expect(explain(hanging({ running })).reason).toBe(
    'helm stopped waiting; Job shop/app-migration is still running',
  );
});

it.each([
  ['runs', [RUNNING], 'main-0', false],
  ['waits for an init container', [waiting('PodInitializing')], 'init-0', true],
])('the result of a Job that %s names the container', (_title, states, container, isInit) => {
  const pod = makePod({ init: [isInit ? RUNNING : ended(0)], states });
  const run = { key: '', event: 'pre-upgrade', hook: makeHook() };
  const result = judgeHook(run, { ...NOTHING_SEEN, job: makeJob(), pods: [pod] });
  expect(result.running).toMatchObject({ container, isInit });
});

it('nor does one name a container that has ended', () => {
  const conditions = [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }];
  const pod = makePod({ init: [RUNNING], states: [waiting('PodInitializing')] });
  const run = { key: '', event: 'pre-upgrade', hook: makeHook() };
  const job = makeJob({ status: { conditions } });
  expect(judgeHook(run, { ...NOTHING_SEEN, job, pods: [pod] }).running).toBeUndefined();
});
