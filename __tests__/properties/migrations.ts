import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readMigrations } from '../../src/migrations/read.js';
import { hostileText } from './hostile-text.js';
import { type Property, property } from './property.js';

const FILE = 'migrations/read.ts';

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
const text = fc
  .array(fc.oneof({ weight: 4, arbitrary: pieces }, hostileText), { maxLength: 7 })
  .map((parts) => parts.join(''));
const time = fc.constantFrom('', '2026-11-23T15:00:00.000000000Z', 'never');
const log = fc.array(fc.record({ time, text }), { maxLength: 6 });

/** What holds of whatever a hook has printed. */
export const MIGRATION_PROPERTIES: readonly Property[] = [
  property(FILE, 'reads any log as a list of migrations, or as none', [
    log,
    (lines) => {
      const report = readMigrations(lines);
      if (report === undefined) return;
      assert.ok(Number.isSafeInteger(report.applied) && report.applied >= 0);
      assert.equal(typeof report.error, 'string');
      for (const { id, state, when } of report.migrations) {
        assert.ok(id !== '' && id === id.trim());
        assert.match(state, /^(?:applied-now|applied-before|pending|failed)$/);
        assert.equal(when === '', state === 'pending' || state === 'failed');
      }
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
      const report = readMigrations(lines.map((line) => ({ time: '', text: line })));
      const found = report?.migrations.filter(({ state }) => state === 'pending') ?? [];
      assert.equal(found.length, count);
    },
  ]),
];
