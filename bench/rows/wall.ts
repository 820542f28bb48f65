import { type Backend, makeBackend } from '../../__tests__/e2e/support/backend.js';
import { now } from '../clock.js';
import { type Deploy, deployByHelm, deployByStep } from '../deploy.js';
import { type Row, type Scale, times } from '../measure.js';
import { withNamespaces } from '../namespace.js';
import { median, medianRatio } from '../statistics.js';

const MAX_RATIO = 1.05;

/** The step's wall time beside helm's own, each with a release, a database and a repository of its own, in turn. */
export const wall: Row = {
  name: 'wall',
  title: 'Wall time of the step, example deploy, beside `helm secrets upgrade --install` alone',
  run: (scale) => compare(['bench-wall-ours', 'bench-wall-helm'], false, scale),
};

/** The same where both wait for the service. */
export const wait: Row = {
  name: 'wait',
  title: 'The same with `wait`, beside `helm secrets upgrade --install --wait`',
  run: (scale) => compare(['bench-wait-ours', 'bench-wait-helm'], true, scale),
};

function compare(namespaces: readonly string[], isWaiting: boolean, scale: Scale) {
  return withNamespaces(namespaces, async (names) => {
    const [ours, helm] = await Promise.all(names.map((name) => makeBackend(name)));
    if (ours === undefined || helm === undefined) throw new Error('Two backends were asked for.');
    const samples = await measurePairs(
      (turn) => deployByStep({ ...makeDeploy(ours, turn), wait: isWaiting }),
      (turn) => deployByHelm({ ...makeDeploy(helm, turn), wait: isWaiting }),
      scale,
    );
    const ratio = medianRatio(samples.ours, samples.helm);
    return [
      {
        what: 'step',
        unit: 'ms',
        ours: median(samples.ours),
        theirs: [{ tool: 'helm secrets', value: median(samples.helm) }],
        ratio,
        goal: `median of the pairs' ratios ≤ ${MAX_RATIO}`,
        hit: ratio <= MAX_RATIO,
        samples,
      },
    ];
  });
}

type Turn = (turn: number) => Promise<void>;

async function measurePairs(byStep: Turn, byHelm: Turn, scale: Scale) {
  const samples: { ours: number[]; helm: number[] } = { ours: [], helm: [] };
  // The first pair installs, and fills the caches; it does not count.
  await byStep(0);
  await byHelm(0);
  for (const turn of times(scale, 10, 3)) {
    samples.ours.push(await timed(() => byStep(turn)));
    samples.helm.push(await timed(() => byHelm(turn)));
    scale.say(
      `pair ${turn}: ${samples.ours.at(-1)?.toFixed(0) ?? ''} and ${samples.helm.at(-1)?.toFixed(0) ?? ''} ms`,
    );
  }
  return samples;
}

/** The example's deploy; each turn is another version of the service. */
export function makeDeploy(backend: Backend, turn: number): Deploy {
  return {
    namespace: backend.name,
    chart: backend.chart,
    values: backend.values,
    setString: `version=1.0.${turn}`,
    env: { SOPS_AGE_KEY_FILE: backend.ageKeyFile },
  };
}

async function timed(run: () => Promise<void>): Promise<number> {
  const started = now();
  await run();
  return now() - started;
}
