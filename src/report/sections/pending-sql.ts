import type { Migration } from '../../migrations/migration.js';
import { cutText } from '../../text/format.js';
import { type Blocks, code, details, fence, paragraph } from '../document.js';
import { sayRest } from './rest.js';

/** How much SQL is shown: of how many migrations, how many lines of each, and how many characters of all. */
interface Room {
  readonly migrations: number;
  readonly lines: number;
  readonly length: number;
}

const ROOM = {
  all: { migrations: 100, lines: 300, length: 300_000 },
  new: { migrations: 30, lines: 40, length: 20_000 },
  failed: { migrations: 0, lines: 0, length: 0 },
} as const satisfies Readonly<Record<string, Room>>;
const LINE_LENGTH = 1_000;

/** The SQL of each pending migration, folded under its name; none where no tool printed it. */
export function describeSql(migrations: readonly Migration[], shown: keyof typeof ROOM): Blocks {
  const told = migrations.filter(({ state, sql }) => state === 'pending' && sql !== '');
  const room = ROOM[shown];
  if (room.migrations === 0) return [];
  const fitting = told.slice(0, countFitting(told, room));
  return [
    ...fitting.flatMap((migration) => describeOne(migration, room)),
    ...sayMissing(told.length - fitting.length),
  ];
}

function describeOne({ id, sql }: Migration, { lines: most }: Room): Blocks {
  const lines = sql.split('\n');
  const shown = lines.slice(0, most).map((line) => cutText(line, LINE_LENGTH));
  const left = lines.length - most;
  return details(
    ['SQL of ', code(id)],
    [fence(shown, 'sql'), ...sayRest(left, left === 1 ? 'more line' : 'more lines')],
  );
}

function countFitting(told: readonly Migration[], { migrations, length }: Room): number {
  let left = length;
  const tooMuch = told.findIndex(({ sql }) => (left -= sql.length) < 0);
  return Math.min(migrations, tooMuch === -1 ? told.length : tooMuch);
}

function sayMissing(left: number): Blocks {
  const which = left === 1 ? 'more migration' : 'more migrations';
  return left > 0
    ? [paragraph(`The SQL of ${String(left)} ${which} is not shown. The hook's log has it.`)]
    : [];
}
