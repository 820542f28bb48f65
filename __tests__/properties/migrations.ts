import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { concludeLog } from '../../src/migrations/conclude.js';
import type { Migration } from '../../src/migrations/migration.js';
import { MigrationReader } from '../../src/migrations/reader.js';
import { readMigrations } from '../fakes/migrations.js';
import { hostileText } from './hostile-text.js';
import { type Property, property } from './property.js';

const FILE = 'migrations/reader.ts';

/** What a line of sql-migrate is made of. */
const pieces = fc.constantFrom(
  ...[
    '| ',
    ' | ',
    ' |',
    '│',
    '1_init.up.sql',
    'no',
    '2026-11-23 15:00:01 +0000 UTC',
    '2026-99-99 ',
  ],
  ...[
    'Applied ',
    'Applied 99999999999999999999 migrations',
    '3',
    '999999999999',
    ' migrations',
    ' migration',
    'Migration failed: ',
    ' handling ',
  ],
);
const FOLDER = '__tests__/fixtures/logs/tools';
/** Real lines of all tools: each may follow each. */
const LINES = readdirSync(FOLDER)
  .flatMap((name) => readFileSync(`${FOLDER}/${name}`, 'utf8').split('\n'))
  .filter((line) => line.trim() !== '');
const real = fc.constantFrom(...LINES);
const cutLine = fc
  .tuple(real, fc.nat(80), hostileText, fc.nat(80))
  .map(([line, from, text, to]) => `${line.slice(0, from)}${text}${line.slice(to)}`);
const made = fc
  .array(fc.oneof({ weight: 4, arbitrary: pieces }, hostileText), { maxLength: 7 })
  .map((parts) => parts.join(''));
const wrap = fc.constantFrom(
  ...[
    (line: string) => line,
    (line: string) => JSON.stringify({ msg: line }),
    (line: string) => `2026-11-23T15:00:00Z INFO [main] ${line}`,
    (line: string) => `\u001b[32m${line}\u001b[0m`,
  ],
);
const text = fc
  .tuple(wrap, fc.oneof(made, { weight: 2, arbitrary: real }, cutLine))
  .map(([put, line]) => put(line));
const time = fc.constantFrom('', '2026-11-23T15:00:00.000000000Z', 'never');
const log = fc.array(fc.record({ time, text }), { maxLength: 12 });
const end = fc.constantFrom('open' as const, 'succeeded' as const, 'failed' as const);

function assertWhole({ id, state, when, durationMs, line, sql, ...failure }: Migration): void {
  assert.ok(id !== '' && id === id.trim() && id.length <= 300);
  assert.match(state, /^(?:applied-now|applied-before|pending|failed)$/);
  assert.ok(durationMs === undefined || (durationMs >= 0 && Number.isFinite(durationMs)));
  assert.ok(line === undefined || Number.isSafeInteger(line));
  assert.ok(sql.length <= 20_100 && sql === sql.trimEnd());
  if (state === 'pending' || state === 'failed') assert.equal(when, '');
  if (state !== 'failed') assert.deepEqual(failure, { error: '', statement: '', file: '' });
}

/** What holds of whatever a hook has printed. */
export const MIGRATION_PROPERTIES: readonly Property[] = [
  property(FILE, 'reads any log as lists of migrations, or as none', [
    fc.tuple(log, end),
    ([lines, how]) => {
      const reports = readMigrations(lines, how);
      assert.equal(new Set(reports.map(({ tool }) => tool)).size, reports.length);
      for (const { applied, pending, error, migrations } of reports) {
        assert.ok(Number.isSafeInteger(applied) && applied >= 0);
        const listed = migrations.filter(({ state }) => state === 'pending').length;
        assert.ok(Number.isSafeInteger(pending) && pending >= listed);
        assert.ok(error === error.trim() && !error.includes('\n') && error.length <= 2_000);
        assert.equal(new Set(migrations.map(({ id }) => id)).size, migrations.length);
        for (const migration of migrations) assertWhole(migration);
      }
    },
  ]),
  property(FILE, 'reads a log alike, in whatever batches it comes', [
    fc.tuple(log, end),
    ([lines, how]) => {
      const reader = new MigrationReader();
      for (const line of lines) reader.take([line]);
      assert.deepEqual(concludeLog(reader.found, how), readMigrations(lines, how));
    },
  ]),
  property(FILE, 'finds each row of a table, whatever is in the lines between', [
    fc.tuple(
      fc.array(
        hostileText.filter((it) => !/[|│]/.test(it)),
        { maxLength: 5 },
      ),
      fc.nat(9),
    ),
    ([noise, count]) => {
      const rows = Array.from({ length: count }, (_, index) => `| ${index}_x.up.sql | no |`);
      const lines = [...rows, ...noise].sort((a, b) => a.length - b.length);
      const [report] = readMigrations(lines.map((line) => ({ time: '', text: line })));
      const found = report?.migrations.filter(({ state }) => state === 'pending') ?? [];
      assert.equal(found.length, count);
    },
  ]),
];
