import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { makeBackend } from '../../__tests__/e2e/support/backend.js';
import { toolEnvironment } from '../../__tests__/e2e/support/lab.js';
import { now, setClock } from '../clock.js';
import { deployByStep } from '../deploy.js';
import { type Row, type Scale, times } from '../measure.js';
import { makeRecorder } from '../recorder.js';
import { median, quantile } from '../statistics.js';
import { makeDeploy } from './wall.js';

const MAX_MS = 120;

const STARTER = "require('node:child_process').spawn('helm', { stdio: 'ignore' })";

/** From the start of node to the start of helm, beside a Node that does nothing else. */
export const start: Row = {
  name: 'start',
  title: "From the start of `node` to helm's start, beside a Node 24 that only starts helm",
  run: async (scale) => {
    const samples = await measure(scale);
    const ours = median(samples.ours);
    return [
      {
        what: "helm's start",
        unit: 'ms',
        ours,
        theirs: [{ tool: 'node alone', value: median(samples.node) }],
        ratio: ours / median(samples.node),
        goal: `≤ ${MAX_MS} ms`,
        hit: ours <= MAX_MS,
        samples,
      },
      {
        what: "helm's start, 95 of 100",
        unit: 'ms',
        ours: quantile(samples.ours, 0.95),
        theirs: [{ tool: 'node alone', value: quantile(samples.node, 0.95) }],
        goal: 'shown',
      },
    ];
  },
};

async function measure(scale: Scale) {
  const samples: { ours: number[]; node: number[] } = { ours: [], node: [] };
  const backend = await makeBackend('bench-start');
  const { folder, env: noting, read } = makeRecorder();
  const env = { ...noting, PATH: `${folder}:${toolEnvironment(4)['PATH'] ?? ''}` };
  const deploy = {
    ...makeDeploy(backend, 0),
    env: { SOPS_AGE_KEY_FILE: backend.ageKeyFile, ...env },
  };
  for (const turn of times(scale, 21, 5)) {
    setClock();
    const ours = now();
    // It fails, as the stand-in does.
    await deployByStep(deploy).catch(() => undefined);
    const ourStart = read() - ours;
    const node = now();
    await once(
      spawn('node', ['--eval', STARTER], { env: { ...toolEnvironment(4), ...env } }),
      'close',
    );
    const nodeStart = read() - node;
    // The first pair fills the caches.
    if (turn === 1) continue;
    samples.ours.push(ourStart);
    samples.node.push(nodeStart);
  }
  return samples;
}
