import { describe, expect, it } from '@jest/globals';
import { diagnose } from '../../../src/diagnosis/diagnose.js';
import {
  helmFailed,
  makeFacts,
  makeHook,
  makeRelease,
  makeResult,
  makeSeen,
} from '../../fakes/facts.js';

const hook = makeResult({
  hook: makeHook({ phase: 'Failed', name: 'migrate' }),
  verdict: { kind: 'failed', reason: 'Failed', message: '' },
  ...{ attempts: 0, deciding: undefined, ran: undefined, finished: '' },
});

const PREFIX =
  'Error: UPGRADE FAILED: pre-upgrade hooks failed: warning: Hook pre-upgrade c/templates/h.yaml failed: ';
const helm3 = (said: string) => [`${PREFIX}1 error occurred:`, `\t* ${said}`, '', ''];
const helm4 = (said: string) => [
  `${PREFIX}server-side apply failed for object shop/migrate batch/v1, Kind=Job: ${said}`,
];

const explain = (stderr: readonly string[], more: Partial<typeof hook> = {}) =>
  diagnose(
    makeFacts({
      helm: { ...helmFailed(''), lastErrors: stderr },
      seen: makeSeen({ release: makeRelease({ status: 'failed' }), hooks: [{ ...hook, ...more }] }),
    }),
  );

describe('a hook that the API server did not take', () => {
  it.each<readonly [string, readonly string[], string, RegExp]>([
    [
      'an invalid one, Helm 3',
      helm3(
        'Job.batch "migrate" is invalid: spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
      ),
      'object-refused',
      /^A Job needs restartPolicy: Never or OnFailure/,
    ],
    [
      'an invalid one, Helm 4',
      helm4(
        'Job.batch "migrate" is invalid: spec.template.labels: Invalid value: "x": must be no more than 63 bytes',
      ),
      'object-refused',
      /^The name is too long/,
    ],
    [
      'one that exists',
      helm3('jobs.batch "migrate" already exists'),
      'object-refused',
      /already exists/,
    ],
    [
      'one that may not be made',
      helm3(
        'jobs.batch is forbidden: User "u" cannot create resource "jobs" in API group "batch" in the namespace "shop"',
      ),
      'rights',
      /^Grant these rights .*jobs.*create/,
    ],
    [
      'one for a reason that nobody has seen yet',
      helm4('something new'),
      'object-refused',
      /^Correct in the chart/,
    ],
  ])('%s', (_title, stderr, cause, advice) => {
    const answer = explain(stderr);
    expect(answer).toMatchObject({ outcome: 'hook-failed', cause, workloads: 'unchanged' });
    expect(answer.reason).toMatch(/^Job shop\/migrate was not created: (?!.*Hook pre-upgrade)/);
    expect(answer.advice).toMatch(advice);
  });

  it.each([
    ['whose Job failed, Helm 3', helm3('job failed: BackoffLimitExceeded'), {}],
    ['whose time was over', helm3('timed out waiting for the condition'), {}],
    [
      'whose Job failed, Helm 4',
      [`${PREFIX}resource Job/shop/migrate not ready. status: Failed, message: Job Failed.`],
      {},
    ],
    ['that was seen to run', helm3('something new'), { attempts: 1 }],
  ])('is not one %s', (_title, stderr, more) => {
    expect(explain(stderr, more).reason).toMatch(/^Job shop\/migrate failed: /);
  });
});
