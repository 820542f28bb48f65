import { expect, it } from '@jest/globals';
import { findRunning } from '../../../src/hooks/running.js';
import { diagnose } from '../../../src/report/diagnose.js';
import { helmFailed, makeFacts, makeHook, makeResult, makeSeen } from '../../fakes/facts.js';
import { ended, makePod, RUNNING, waiting } from '../../fakes/pods.js';

const since = '2026-11-23T15:00:02Z';

it.each([
  [
    'an init container',
    makePod({ init: [ended(0), RUNNING], states: [waiting('PodInitializing')] }),
    { container: 'init-1', isInit: true, since, main: ['main-0'] },
  ],
  [
    'a main container',
    makePod({ init: [ended(0)], states: [RUNNING] }),
    { container: 'main-0', isInit: false, since, main: ['main-0'] },
  ],
  [
    'a main container beside a sidecar',
    makePod({ init: [{ ...RUNNING, isSidecar: true }], states: [RUNNING] }),
    { container: 'main-0', isInit: false, since, main: ['main-0'] },
  ],
  ['a sidecar alone', makePod({ init: [{ ...RUNNING, isSidecar: true }] }), undefined],
  ['none', makePod({ states: [ended(0)] }), undefined],
  ['no Pod', undefined, undefined],
])('what runs: %s', (_title, pod, running) => {
  expect(findRunning(pod)).toEqual(running);
});

it('an init container that hangs is told by its name, and that the main one has not started', () => {
  const running = { container: 'wait-mariadb', isInit: true, since, main: ['migrate'] };
  const hook = makeResult({
    ...{ hook: makeHook(), verdict: { kind: 'running' }, running },
    deciding: undefined,
  });
  const helm = helmFailed('Error: timed out waiting for the condition');
  expect(diagnose(makeFacts({ helm, seen: makeSeen({ hooks: [hook] }) }))).toMatchObject({
    outcome: 'hook-running',
    reason:
      'helm stopped waiting for Job shop/app-migration: its init container "wait-mariadb" has been running since 2026-11-23 15:00:02 UTC, and its main container "migrate" has not started: timed out waiting for the condition',
    advice: expect.stringMatching(/^Find out what the init container "wait-mariadb" waits for; /),
  });
});
