import { describe, expect, it } from '@jest/globals';
import { WAITED_JOB } from '../../../src/helm/run-order.js';
import type { Job } from '../../../src/hooks/job.js';
import { judgeRisks } from '../../../src/hooks/risk.js';
import { makeHook } from '../../fakes/facts.js';

const run = { key: 'pre-upgrade', event: 'pre-upgrade', hook: makeHook() };
const withSpec = (spec: object, restartPolicy = 'Never'): Job => ({
  spec: { backoffLimit: 0, ...spec, template: { spec: { containers: [], restartPolicy } } },
});

describe('what may run a migration twice', () => {
  it.each<readonly [string, Job, readonly RegExp[]]>([
    ['nothing, where a Pod is started once', withSpec({}), []],
    [
      'a restart',
      withSpec({}, 'OnFailure'),
      [
        /OnFailure with backoffLimit 0: a failed container runs a second time\. Use restartPolicy: Never\.$/,
      ],
    ],
    [
      'several completions',
      withSpec({ completions: 2 }),
      [/in several Pods \(parallelism 1, completions 2\)/],
    ],
    [
      'several Pods at once',
      withSpec({ parallelism: 3 }),
      [/in several Pods \(parallelism 3, completions 1\)/],
    ],
    [
      'a retry that overlaps',
      withSpec({ backoffLimit: 3, podReplacementPolicy: 'TerminatingOrFailed' }),
      [/tries 3 times again.*podReplacementPolicy: Failed\.$/],
    ],
    ['a single retry', withSpec({ backoffLimit: 1 }), [/tries once again, and a new attempt/]],
    [
      'a retry that nobody asked for',
      withSpec({ backoffLimit: undefined }),
      [/tries 6 times again/],
    ],
    [
      'no retry that waits for the end of the one before',
      withSpec({ backoffLimit: 3, podReplacementPolicy: 'Failed' }),
      [],
    ],
    ['no restart in the same Pod', withSpec({ backoffLimit: 3 }, 'OnFailure'), []],
  ])('%s', (_title, job, texts) => {
    const risks = judgeRisks(run, job);
    expect(risks).toEqual(texts.map((text) => expect.stringMatching(text)));
    for (const risk of risks) expect(risk).toMatch(/^Job shop\/app-migration /);
  });

  it('is not said of a Job that is no hook', () => {
    const jobs = { ...run, event: WAITED_JOB };
    expect(judgeRisks(jobs, withSpec({ completions: 2 }))).toEqual([]);
  });
});
