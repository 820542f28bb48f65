import { describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Observation } from '../../../src/hooks/observation.js';
import type { HookResult } from '../../../src/hooks/result.js';
import { diagnose, diagnoseError } from '../../../src/diagnosis/diagnose.js';
import { renderSummary } from '../../../src/report/summary.js';
import { ActionError } from '../../../src/errors.js';
import type { HelmExit } from '../../../src/helm/run.js';
import {
  HELM_GOOD,
  helmFailed,
  makeFacts,
  makeFailure,
  makeHook,
  makeRelease,
  makeResult,
  makeSeen,
} from '../../fakes/facts.js';
import { toLogLines } from '../../fakes/recording.js';

const readLog = (name: string) =>
  toLogLines(readFileSync(`__tests__/fixtures/logs/sql-migrate-${name}.log`, 'utf8'));

/** The summary of a deploy that ran for 3.4 s. */
function render(
  seen: Observation,
  helm: HelmExit,
  more: { readonly cancelled?: boolean } = {},
): string {
  const diagnosis = diagnose(makeFacts({ seen, helm, ...more }));
  return renderSummary(diagnosis, { release: 'app', namespace: 'shop', seen, helmMs: 3_400 });
}

const objects = ['Secret', 'ConfigMap'].map((kind, index) =>
  makeResult({
    hook: makeHook({
      kind,
      name: `app-${kind.toLowerCase()}`,
      weight: -10 + 5 * index,
      phase: 'Succeeded',
      completed: '2026-11-23T15:00:00.140Z',
    }),
    deciding: undefined,
  }),
);
const failed = makeRelease({ status: 'failed' });
const sees = (job: HookResult) =>
  makeSeen({ release: failed, hooks: [...objects, job], deployedAfter: 1 });
const unfinished = (verdict: HookResult['verdict'], log: HookResult['log'] = []) =>
  makeResult({ hook: makeHook(), verdict, deciding: undefined, finished: '', log });

const hostile = makeFailure({
  hook: makeHook({ phase: 'Failed', completed: '2026-11-23T15:00:03.400Z' }),
  log: [
    '```',
    '</summary><script>alert(1)</script>',
    '\u001b[31mError: | @everyone https://evil.example ##[error]x\u001b[0m',
  ].map((text) => ({ time: '', text })),
});

const summaries: readonly (readonly [string, string])[] = [
  [
    'first-install',
    render(
      makeSeen({
        hooks: [...objects, makeResult({ log: readLog('applied') })],
        deployedBefore: undefined,
        deployedAfter: 1,
        release: makeRelease({ revision: 1 }),
      }),
      HELM_GOOD,
    ),
  ],
  [
    'nothing-to-apply',
    render(
      makeSeen({ hooks: [...objects, makeResult({ log: readLog('nothing-to-apply') })] }),
      HELM_GOOD,
    ),
  ],
  [
    'failed-migration',
    render(sees(makeFailure({ log: readLog('broken-sql') })), helmFailed('Error: x')),
  ],
  [
    'wrong-token',
    render(sees(makeFailure({ log: readLog('wrong-token') })), helmFailed('Error: x')),
  ],
  [
    'hook-running',
    render(
      sees(unfinished({ kind: 'running' }, readLog('stopped').slice(0, 5))),
      helmFailed('Error: UPGRADE FAILED: context deadline exceeded'),
    ),
  ],
  [
    'image-missing',
    render(
      sees(unfinished({ kind: 'waiting', on: 'ImagePullBackOff: Back-off pulling image "x:1"' })),
      helmFailed('Error: x'),
    ),
  ],
  [
    'blocked',
    render(
      makeSeen({
        release: undefined,
        hooks: [],
        deployedAfter: 1,
        pendingBefore: makeRelease({ status: 'pending-upgrade' }),
      }),
      helmFailed('Error: x'),
    ),
  ],
  [
    'cancelled',
    render(
      sees(unfinished({ kind: 'running' })),
      { exitCode: undefined, signal: 'SIGINT', lastErrors: [] },
      { cancelled: true },
    ),
  ],
  [
    'many-objects',
    render(
      makeSeen({
        hooks: [
          ...Array.from({ length: 5 }, (_, index) =>
            makeResult({
              hook: makeHook({
                kind: 'Deployment',
                name: `web-${String(index)}`,
                phase: 'Succeeded',
              }),
              deciding: undefined,
            }),
          ),
          makeResult({
            hook: makeHook({ kind: 'ConfigMap', name: 'odd', phase: 'Failed' }),
            verdict: { kind: 'failed', reason: 'Failed', message: '' },
            deciding: undefined,
          }),
          makeResult(),
        ],
      }),
      HELM_GOOD,
    ),
  ],
  ['hostile-text', render(sees(hostile), helmFailed('Error: x'))],
  [
    'bad-input',
    renderSummary(
      diagnoseError(
        new ActionError(
          'bad-input',
          '2 errors in the inputs: "timeout", "wait".\n- Input "timeout": expected a duration like "5m", got "5". Use s, m or h.\n- Input "wait": expected true or false, got "*yes*". Write true or false.',
          'Correct them and redeploy. Nothing was changed in the cluster.',
        ),
      ),
      { release: '', namespace: '', seen: undefined, helmMs: undefined },
    ),
  ],
];

/** With HM_UPDATE_GOLDEN=true the files are written instead of compared. */
function compare(name: string, text: string): void {
  const path = `__tests__/fixtures/golden/summary-${name}.md`;
  if (process.env['HM_UPDATE_GOLDEN'] === 'true') writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, 'utf8'));
}

describe('the summary as a whole', () => {
  it.each(summaries)('%s', (name, text) => {
    compare(name, text);
  });
});

describe('the runner drops a summary of more than 1 MiB', () => {
  const big = 1_024 * 1_024;

  it('shortens lines of megabytes', () => {
    const log = Array.from({ length: 60 }, () => ({
      time: '',
      text: `error ${'x'.repeat(2_000_000)}`,
    }));
    const text = render(sees(makeFailure({ log })), helmFailed('Error: x'));
    expect(Buffer.byteLength(text)).toBeLessThan(big);
    expect(text).toContain('…');
  });

  it('shows the last of thousands of migrations, and says how many more there are', () => {
    const rows = Array.from({ length: 3_900 }, (_, index) => ({
      time: '2026-11-23T15:00:00.000000000Z',
      text: `| ${'ä_'.repeat(50)}${index}.sql | 2026-01-01 00:00:00 +0000 UTC |`,
    }));
    const text = render(makeSeen({ hooks: [makeResult({ log: rows })] }), HELM_GOOD);
    expect(Buffer.byteLength(text)).toBeLessThan(big);
    expect(text).toContain('3899.sql');
    expect(text).not.toContain('_0.sql');
    expect(text).toContain('3700 earlier ones are not shown');
  });
});
