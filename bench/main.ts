import { randomInt } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, setting } from '../__tests__/e2e/support/lab.js';
import { describeMachine, readVersions } from './machine.js';
import type { Measure, Row, Scale } from './measure.js';
import { cuts } from './rows/cuts.js';
import { firstLine } from './rows/first-line.js';
import { fuzz } from './rows/fuzz.js';
import { million } from './rows/million.js';
import { pods } from './rows/pods.js';
import { requests } from './rows/requests.js';
import { rollout } from './rows/rollout.js';
import { short } from './rows/short.js';
import { start } from './rows/start.js';
import { steady } from './rows/steady.js';
import { tools } from './rows/tools.js';
import { verdicts } from './rows/verdicts.js';
import { wait, wall } from './rows/wall.js';
import { formatMeasures } from './table.js';

const ROWS: readonly Row[] = [
  wall,
  wait,
  start,
  tools,
  firstLine,
  steady,
  million,
  pods,
  short,
  cuts,
  requests,
  verdicts,
  rollout,
  fuzz,
];

interface RowResult {
  readonly row: string;
  readonly title: string;
  readonly seconds: number;
  readonly measures: readonly Measure[];
  /** Why there are no measures. */
  readonly failure?: string;
}

await main();

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { quick: { type: 'boolean', default: false }, seed: { type: 'string' } },
  });
  const chosen = positionals.length === 0 ? ROWS : positionals.map(findRow);
  const seed = values.seed === undefined ? randomInt(1_000_000) : Number(values.seed);
  const say = (text: string): void => console.error(`  ${text}`);
  const scale: Scale = { quick: values.quick, seed, say };
  const machine = describeMachine();
  const started = new Date().toISOString();
  const results: RowResult[] = [];
  for (const row of chosen) results.push(await runRow(row, scale));
  print(results, scale);
  const isWhole = chosen === ROWS && !scale.quick;
  const versions = await readVersions();
  save(
    { started, quick: scale.quick, whole: isWhole, seed, machine, versions, rows: results },
    isWhole,
  );
}

function findRow(name: string): Row {
  const row = ROWS.find((one) => one.name === name);
  if (row !== undefined) return row;
  const names = ROWS.map((one) => one.name).join(', ');
  throw new Error(`script/bench: expected rows among ${names}; got "${name}".`);
}

/** A row that cannot be measured is told as such, and the others go on. */
async function runRow(row: Row, scale: Scale): Promise<RowResult> {
  console.error(`── ${row.name}: ${row.title}`);
  const started = Date.now();
  const result = await row
    .run(scale)
    .then((measures) => ({ measures }))
    .catch((error: unknown) => ({ measures: [], failure: String(error) }));
  const seconds = Math.round((Date.now() - started) / 1_000);
  return { row: row.name, title: row.title, seconds, ...result };
}

function print(results: readonly RowResult[], { quick, seed }: Scale): void {
  if (quick) console.log('\nQuick run: fewer repetitions and smaller logs; no figure to quote.');
  for (const { row, title, seconds, measures, failure } of results) {
    console.log(`\n${row}: ${title} (${seconds} s)`);
    console.log(failure === undefined ? formatMeasures(measures) : `  not measured: ${failure}`);
  }
  console.log(`\nSeed ${seed}`);
}

/** Only a whole run is kept in the work tree. */
function save(results: object, isWhole: boolean): void {
  const file = isWhole
    ? join(ROOT, 'bench/results.json')
    : join(setting('HM_CACHE'), 'bench/results.json');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`);
  console.log(`Figures: ${file}`);
}
