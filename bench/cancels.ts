import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { makeBackend } from '../__tests__/e2e/support/backend.js';
import {
  cancelRun,
  deployBackend,
  type FrontEnd,
  planCancel,
  seedRandom,
} from '../__tests__/e2e/support/cancels.js';
import { HELM_MAJORS, type HelmMajor } from '../__tests__/e2e/support/lab.js';
import { withNamespaces } from './namespace.js';
import { median } from './statistics.js';

/** What came of all cancels with one Helm. */
interface Tally {
  readonly took: number[];
  readonly outcomes: Record<string, number>;
  wrong: number;
}

await main();

/** Cancels deploys, or plans, at random moments, half of them with Helm 3, and tells all that must never be. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '100' },
      seed: { type: 'string' },
      command: { type: 'boolean', default: false },
      plan: { type: 'boolean', default: false },
    },
  });
  const count = Number(values.count);
  if (!(count > 0))
    throw new Error(`script/cancels: expected --count above 0, got "${values.count}".`);
  const seed = values.seed === undefined ? randomInt(1_000_000) : Number(values.seed);
  console.log(
    `seed ${String(seed)}: ${String(count)} ${values.plan ? 'plans' : 'deploys'}, each cancelled at a random moment`,
  );
  const names = HELM_MAJORS.map((helm) => `bench-cancels-${String(helm)}`);
  await withNamespaces(names, async () => {
    const each = Math.ceil(count / HELM_MAJORS.length);
    const tallies = await Promise.all(
      HELM_MAJORS.map((helm) =>
        cancelMany(helm, each, {
          seed: seed + helm,
          frontEnd: values.command ? 'command' : 'step',
          isPlan: values.plan,
        }),
      ),
    );
    HELM_MAJORS.forEach((helm, index) => {
      const { took = [], outcomes, wrong } = tallies[index] ?? {};
      console.log(
        `Helm ${String(helm)}: ${JSON.stringify(outcomes)}, from signal to end ${median(took).toFixed(0)} ms, at most ${Math.max(...took).toFixed(0)} ms; wrong: ${String(wrong)}`,
      );
    });
    if (tallies.some(({ wrong }) => wrong > 0)) process.exitCode = 1;
  });
}

/** What is cancelled, and with which seed. */
interface Cancels {
  readonly seed: number;
  readonly frontEnd: FrontEnd;
  readonly isPlan: boolean;
}

async function cancelMany(
  helm: HelmMajor,
  count: number,
  { seed, frontEnd, isPlan }: Cancels,
): Promise<Tally> {
  const backend = await makeBackend(`bench-cancels-${String(helm)}`);
  if (isPlan) await deployBackend(helm, backend);
  const random = seedRandom(seed);
  const tally: Tally = { took: [], outcomes: {}, wrong: 0 };
  for (let turn = 1; turn <= count; turn += 1) {
    const plan = planCancel(random, { helm, backend, frontEnd, isPlan });
    const { outcome, tookMs, wrong } = await cancelRun(plan);
    tally.took.push(tookMs);
    tally.outcomes[outcome] = (tally.outcomes[outcome] ?? 0) + 1;
    if (wrong.length === 0) continue;
    tally.wrong += 1;
    const { atomic, afterMs, signal, againMs } = plan;
    console.log(
      `Helm ${String(helm)}, turn ${String(turn)} ${JSON.stringify({ atomic, afterMs, signal, againMs })}: ${wrong.join('; ')}`,
    );
  }
  return tally;
}
