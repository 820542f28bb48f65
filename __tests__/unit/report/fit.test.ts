import { describe, expect, it } from '@jest/globals';
import { renderComment } from '../../../src/report/comment.js';
import { renderSummary } from '../../../src/report/summary.js';
import type { Migration } from '../../../src/migrations/migration.js';
import { helmFailed, makeFailure, makeHook, makeRelease } from '../../fakes/facts.js';
import { makeScenario, type Scenario } from '../../fakes/report-scenarios.js';

const GITHUB_CHARACTERS = 65_536;
const RUNNER_BYTES = 1_024 * 1_024;

const migration = (id: string, state: Migration['state']): Migration => ({
  ...{ id, state, when: '', durationMs: 1, error: '', statement: '', file: '', line: undefined },
  sql: '',
});
const many = (count: number, state: Migration['state'], length: number) =>
  Array.from({ length: count }, (_, index) =>
    migration(`${String(index)}_${'x'.repeat(length)}.sql`, state),
  );

interface Size {
  readonly old?: number;
  readonly fresh?: number;
  readonly length?: number;
  readonly hooks?: number;
  readonly log?: readonly string[];
  readonly logStart?: { readonly lines: readonly string[]; readonly leftOut: number };
}

/** A deploy with so many migrations of so long names, the last of which failed, in each of its hooks. */
function scenario({
  old = 0,
  fresh = 0,
  length = 20,
  hooks = 1,
  log = [],
  logStart,
}: Size): Scenario {
  const migrations = [
    ...many(old, 'applied-before', length),
    ...many(fresh, 'applied-now', length),
    migration('bad.sql', 'failed'),
  ];
  const reports = [
    {
      ...{ tool: 'goose', migrations, applied: fresh, pending: 0, error: 'no such table' },
      doubt: undefined,
    },
  ];
  const failed = Array.from({ length: hooks }, (_, index) =>
    makeFailure({
      key: String(index),
      hook: makeHook({ name: `${String(index)}-${'n'.repeat(hooks > 1 ? 800 : 1)}` }),
      migrated: { reports, error: 'no such table' },
      log: log.map((text) => ({ time: '', text })),
      logStart,
    }),
  );
  return makeScenario(
    { release: makeRelease({ status: 'failed' }), hooks: failed, deployedAfter: 1 },
    { helm: helmFailed('Error: x') },
  );
}

const comment = (size: Size) => {
  const { diagnosis, facts, links } = scenario(size);
  return renderComment(diagnosis, facts, links);
};
const summary = (size: Size) => {
  const { diagnosis, facts, links } = scenario(size);
  return renderSummary(diagnosis, facts, links);
};

describe('a comment is cut by steps', () => {
  it.each([
    [
      'whole',
      { old: 100, fresh: 100 },
      [/100 applied before<\/summary>/, /^\| `99_x+\.sql` \|$/m],
      [],
    ],
    [
      'without what was applied before',
      { old: 200, fresh: 150, length: 200 },
      [/^200 applied before\.$/m, /^\| `149_x+\.sql` \| 🆕/m],
      [/<summary>200/],
    ],
    ['what failed alone', { fresh: 200, length: 400 }, [/^\| `bad\.sql` \| ❌/m], [/🆕/]],
    [
      'a few lines, with the way to the summary',
      { hooks: 90 },
      [/^The report does not fit in here\. It is in the \[summary of the run\]\(https:/m],
      [/bad\.sql/],
    ],
  ] as const)('%s', (_title, size, there, missing) => {
    const text = comment(size);
    expect(text.length).toBeLessThan(GITHUB_CHARACTERS);
    expect(text).toMatch(/^## ❌ Migration failed: `app` in `shop`$/m);
    expect(text).toMatch(/^> \*\*What to do:\*\* /m);
    for (const form of there) expect(text).toMatch(form);
    for (const form of missing) expect(text).not.toMatch(form);
    expect(text.match(/^`{3}/gm)?.length ?? 0).toBe(2 * (text.match(/^`{3}\w+$/gm)?.length ?? 0));
    expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
  });
});

describe('the whole log', () => {
  const lines = (count: number, length = 80) =>
    Array.from({ length: count }, (_, index) => `${String(index + 1)} ${'y'.repeat(length)}`);

  it('is there once where its last lines are all', () => {
    expect(summary({ log: lines(50) })).not.toContain('Whole log');
  });

  it('is folded, whole', () => {
    const text = summary({ log: lines(400) });
    expect(text).toMatch(/^### Last 50 lines of `Job \d-n`$/m);
    expect(text).toContain(
      '<details><summary>Whole log of <code>Job 0-n</code> (400 lines)</summary>',
    );
    expect(text).not.toContain('left out');
  });

  it('keeps its first and its last part where it does not fit', () => {
    const text = comment({ log: lines(4_000) });
    const [, whole = ''] = text.split('Whole log of');
    const [, left] = /^… (\d+) lines left out …$/m.exec(whole) ?? [];
    expect(whole).toMatch(/^1 y/m);
    expect(whole).toMatch(/^4000 y/m);
    expect((whole.match(/^\d+ y+$/gm)?.length ?? 0) + Number(left)).toBe(4_000);
    expect(text.length).toBeLessThan(GITHUB_CHARACTERS);
  });

  it('says how many lines were not kept', () => {
    const logStart = { lines: lines(200), leftOut: 95_800 };
    const text = summary({ log: lines(4_000, 20), logStart });
    expect(text).toContain('(100000 lines)');
    expect(text).toMatch(/^200 y+\n… 95800 lines left out …\n1 y+$/m);
  });

  it.each([
    [
      'short lines of letters that take three bytes',
      lines(4_000).map((it) => it.replaceAll('y', '漢')),
    ],
    ['lines of megabytes', ['error', ...Array.from({ length: 200 }, () => 'z'.repeat(2_000_000))]],
    ['control characters', Array.from({ length: 4_000 }, () => '\u0001'.repeat(200))],
  ])('fits, of %s', (_title, log) => {
    expect(Buffer.byteLength(summary({ log }))).toBeLessThan(RUNNER_BYTES);
    expect(comment({ log }).length).toBeLessThan(GITHUB_CHARACTERS);
  });
});
