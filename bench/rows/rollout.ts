import { setTimeout as sleep } from 'node:timers/promises';
import { deployObjects } from '../../__tests__/e2e/support/hooks.js';
import type { HelmMajor } from '../../__tests__/e2e/support/lab.js';
import { apply } from '../../__tests__/e2e/support/rights.js';
import { runHelm } from '../failure.js';
import type { Measure, Row, Scale } from '../measure.js';
import { withNamespaces } from '../namespace.js';
import { readTold, ROLLOUT_FAILURES, type RolloutFailure } from '../rollouts.js';
import { runSome } from '../run-some.js';

const HELM: HelmMajor = 4;
const TIMEOUT_S = 60;
const QUICK_TIMEOUT_S = 25;
const QUICK: readonly string[] = ['crash-loop', 'missing-secret', 'quota'];
const MOST_S = 5;
const LOOK_MS = 100;
/** They mostly wait. */
const AT_ONCE = 3;

/** How long it takes from the cause until the log says why a rollout fails. */
export const rollout: Row = {
  name: 'rollout',
  title: `Seconds from the cause to the reason in the log, \`wait\`, timeout ${TIMEOUT_S} s on both sides`,
  run: (scale) => {
    const chosen = ROLLOUT_FAILURES.filter(({ name }) => !scale.quick || QUICK.includes(name));
    return runSome(chosen, AT_ONCE, (failure) => measure(failure, scale));
  },
};

async function measure(failure: RolloutFailure, scale: Scale): Promise<Measure> {
  const names = ['ours', 'helm'].map((side) => `bench-rollout-${failure.name}-${side}`);
  return withNamespaces(names, async ([ours = '', theirs = '']) => {
    const seconds = scale.quick ? QUICK_TIMEOUT_S : TIMEOUT_S;
    const step = await since(failure, ours, () => failByStep(failure, ours, seconds));
    const helm = await since(failure, theirs, () => failByHelm(failure, theirs, seconds));
    const { name, mostSeconds = MOST_S } = failure;
    scale.say(`${name}: ${step.toFixed(1)} and ${helm.toFixed(1)} s`);
    const tool = 'helm, to its end';
    return {
      what: name,
      unit: 's',
      ours: step,
      theirs: [{ tool, value: helm }],
      goal: `≤ ${mostSeconds} s`,
      hit: step <= mostSeconds,
    };
  });
}

/** Seconds from the first sight of the cause to what `deploy` resolves to, in ms since 1970. */
async function since(
  failure: RolloutFailure,
  namespace: string,
  deploy: () => Promise<number>,
): Promise<number> {
  if (failure.before !== undefined) await apply(namespace, ...failure.before);
  const stop = new AbortController();
  const seeing = seeCause(failure, namespace, stop.signal);
  const told = await deploy().finally(() => stop.abort());
  return (told - (await seeing)) / 1_000;
}

/** When the API server first told of the cause, in ms since 1970; NaN where it never did. */
async function seeCause(
  { isTold }: RolloutFailure,
  namespace: string,
  signal: AbortSignal,
): Promise<number> {
  while (!signal.aborted) {
    if (isTold(await readTold(namespace))) return Date.now();
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
  return NaN;
}

async function failByStep(
  { objects, why }: RolloutFailure,
  namespace: string,
  seconds: number,
): Promise<number> {
  const inputs = { namespace, wait: 'true', timeout: `${seconds}s`, 'fail-fast': '10s' };
  const { lines } = await deployObjects(HELM, objects, { inputs });
  return lines.find(({ text }) => why.test(text))?.at ?? NaN;
}

async function failByHelm(
  { objects }: RolloutFailure,
  namespace: string,
  timeoutSeconds: number,
): Promise<number> {
  await runHelm({ helm: HELM, objects, namespace, timeoutSeconds, wait: true });
  return Date.now();
}
