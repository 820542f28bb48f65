import { expect, it } from '@jest/globals';
import { diagnose } from '../../../src/diagnosis/diagnose.js';
import type { DeployFacts } from '../../../src/diagnosis/diagnosis.js';
import {
  helmFailed,
  makeFacts,
  makeHook,
  makeRelease,
  makeResult,
  makeSeen,
} from '../../fakes/facts.js';

const LOOK = /^Not everything was ready within "timeout"\. Find out which Pods are not ready with /;
const GONE =
  'Not everything was ready within "timeout". The rollback has replaced the Pods that were not ready. To see why, look at the events of the last hour with kubectl get events --namespace shop, or at the Pods\' logs in your log system. To keep such Pods, redeploy without "atomic".';
const LATER =
  'helm runs post-install hooks only after everything is ready, so Job shop/migrate did not run. If the workloads wait for what it does, such as a migration, make it a hook of pre-install,pre-upgrade.';

/** Helm 3.22.0 and 4.3.1 in their own words. */
const TIMED_OUT = [
  'Error: INSTALLATION FAILED: context deadline exceeded',
  'Error: INSTALLATION FAILED: resource Deployment/shop/web not ready. status: InProgress, message: Available: 0/1; context deadline exceeded',
];
const later = makeResult({
  ...{ key: 'post-install 1 Job shop/migrate', event: 'post-install' },
  ...{ hook: makeHook({ name: 'migrate', phase: '' }), verdict: { kind: 'not-seen' } },
});
const advise = (said: string, more: Partial<DeployFacts>, hooks = [later]) => {
  const release = makeRelease({ status: 'failed', operation: 'install' });
  const seen = makeSeen({ release, hooks, deployedBefore: undefined, deployedAfter: 'none' });
  return diagnose(makeFacts({ helm: helmFailed(said), seen, ...more }));
};

it.each(TIMED_OUT)('a post-* hook that helm did not come to is told: %s', (said) => {
  const { cause, advice } = advise(said, {});
  expect(cause).toBe('not-ready');
  expect(advice).toMatch(LOOK);
  expect(advice.endsWith(LATER)).toBe(true);
});

it('of several such hooks the first is named', () => {
  const other = makeResult({ ...later, key: 'post-install 2 Job shop/seed' });
  expect(advise(TIMED_OUT[0] ?? '', {}, [later, other]).advice).toContain(
    'so Job shop/migrate and 1 more did not run.',
  );
});

it.each([
  ['that ran', makeResult({ event: 'post-install' })],
  ['that is no Job or Pod', { ...later, hook: makeHook({ kind: 'ConfigMap' }) }],
  ['of an earlier event', makeResult()],
])('a hook %s is not told', (_which, hook) => {
  expect(advise(TIMED_OUT[0] ?? '', {}, [hook]).advice).not.toContain('hooks only after');
});

it('nor is one where helm stopped before the workloads', () => {
  const release = makeRelease({
    status: 'failed',
    description: 'Release "app" failed: failed pre-install: timed out waiting for the condition',
  });
  const seen = makeSeen({ release, hooks: [later] });
  const { advice } = advise('Error: failed pre-install: context deadline exceeded', { seen });
  expect(advice).not.toContain('hooks only after');
});

it('after a rollback nothing is said of Pods that are gone', () => {
  expect(advise(TIMED_OUT[0] ?? '', { isRolledBack: true }, []).advice).toBe(GONE);
});

it('after a rollback the hooks that did not run are told, too', () => {
  expect(advise(TIMED_OUT[0] ?? '', { isRolledBack: true }).advice).toBe(`${GONE} ${LATER}`);
});
