import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import type { LogLine } from '../../../src/text/log-line.js';
import { readMigrations } from '../../fakes/migrations.js';
import { toLogLines } from '../../fakes/recording.js';

/** What sql-migrate's part of a log says. */
const readSqlMigrate = (log: readonly LogLine[]) =>
  readMigrations(log).find(({ tool }) => tool === 'sql-migrate');

const FOLDER = '__tests__/fixtures/logs';
const read = (name: string) =>
  toLogLines(readFileSync(`${FOLDER}/sql-migrate-${name}.log`, 'utf8'));

/** Each migration's number with its state's first word: `1 before, 6 failed`. */
function show(name: string): string {
  const migrations = readSqlMigrate(read(name))?.migrations ?? [];
  return migrations
    .map(({ id, state }) => `${id.slice(3, 4)} ${state.replace('applied-', '')}`)
    .join(', ');
}

const FIVE_BEFORE = '1 before, 2 before, 3 before, 4 before, 5 before';

describe('real logs', () => {
  it.each([
    ['applied', 5, '1 now, 2 now, 3 now, 4 now, 5 now'],
    ['nothing-to-apply', 0, FIVE_BEFORE],
    ['broken-sql', 0, `${FIVE_BEFORE}, 6 failed`],
    ['fixed', 1, `${FIVE_BEFORE}, 6 now`],
    ['stopped', 1, `${FIVE_BEFORE}, 6 before, 7 now`],
    ['dry-run', 0, '1 pending, 2 pending, 3 pending, 4 pending, 5 pending'],
    ['wrong-password', 0, ''],
  ])('%s: %d applied; %s', (name, applied, states) => {
    expect(readSqlMigrate(read(name))?.applied).toBe(applied);
    expect(show(name)).toBe(states);
  });

  it.each([
    [
      'broken-sql',
      "Error 1072: Key column 'state' doesn't exist in table handling BS_6_add_index.up.sql",
    ],
    ['wrong-password', /^Error 1045: Access denied for user /],
    ['applied', ''],
    ['stopped', ''],
  ])('%s: its error', (name, error) => {
    const said = readSqlMigrate(read(name))?.error ?? 'no report';
    if (error instanceof RegExp) expect(said).toMatch(error);
    else expect(said).toBe(error);
  });

  it.each(['wrong-token', 'missing-ref', 'missing-path', 'unreachable'])(
    '%s ended before sql-migrate began: there is nothing to report',
    (name) => {
      expect(readMigrations(read(name))).toEqual([]);
    },
  );

  it('are all read without a throw', () => {
    const names = readdirSync(FOLDER).filter((name) => name.endsWith('.log'));
    expect(names.length).toBeGreaterThan(10);
    for (const name of names)
      expect(() =>
        readMigrations(toLogLines(readFileSync(`${FOLDER}/${name}`, 'utf8'))),
      ).not.toThrow();
  });
});

const BEGAN = '2026-11-23T15:00:01.900000000Z';
const log = (...texts: readonly string[]): readonly LogLine[] =>
  texts.map((text) => ({ time: BEGAN, text }));
const statesOf = (...texts: readonly string[]) =>
  readSqlMigrate(log(...texts))?.migrations.map(({ id, state, when }) => [id, state, when]);

describe('what is new', () => {
  it.each([
    [
      'applied in the second in which the log began',
      '2026-11-23 15:00:01 +0000 UTC',
      'applied-now',
    ],
    ['applied a second before', '2026-11-23 15:00:00 +0000 UTC', 'applied-before'],
    ['applied later', '2026-11-23 15:30:00.123456 +0000 UTC', 'applied-now'],
    ["applied now, in a database's own zone", '2026-11-23 16:00:05 +0100 CET', 'applied-now'],
    ["applied before, in a database's own zone", '2026-11-23 15:59:00 +0100 CET', 'applied-before'],
    ['applied now, west of Greenwich', '2026-11-23 07:00:05 -0800 PST', 'applied-now'],
    ['not applied', 'no', 'pending'],
  ])('%s', (_title, when, state) => {
    const row = `| a.sql | ${when} |`;
    expect(statesOf(row)).toEqual([['a.sql', state, when === 'no' ? '' : when]]);
  });

  it('counts them where the line with the number is missing', () => {
    const rows = ['| a.sql | 2026-11-23 15:00:02 +0000 UTC |', '| b.sql | no |'];
    expect(readSqlMigrate(log(...rows))?.applied).toBe(1);
  });

  it('adds the one that failed, where there is no table', () => {
    const failed = 'Migration failed: Error 1064: near "x" handling BS_6.sql';
    expect(statesOf(failed)).toEqual([['BS_6.sql', 'failed', '']]);
  });
});

describe('logs that are not its', () => {
  it.each([
    ['empty', []],
    ['of another program', ['Hello', 'Migrated 5 rows', '| a | b |']],
    ['with a line that only looks so', ['We Applied 5 migrations of furniture']],
  ])('%s', (_title, texts) => {
    expect(readSqlMigrate(log(...texts))).toBeUndefined();
  });

  it('reads a table drawn with other lines', () => {
    expect(statesOf('│ a.sql │ no │')).toEqual([['a.sql', 'pending', '']]);
  });
});

// A search that goes back and forth over such a line would not end.
it.each([
  ['white space', `| a${' '.repeat(100_000)}x`],
  ['bars', '|'.repeat(100_000)],
  ['bars and white space', '| '.repeat(50_000)],
  ['cells', '| a | 2026-11-23 '.repeat(6_000)],
  ['an error of many parts', `Migration failed: ${' handling'.repeat(11_000)} x y`],
  ['digits', `Applied ${'1'.repeat(100_000)} migrations`],
])('reads a line of 100,000 letters: %s', (_title, text) => {
  const log = Array.from({ length: 50 }, () => ({ time: '', text }));
  expect(readSqlMigrate(log)?.migrations ?? []).toEqual([]);
});
