import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Backend, makeBackend } from '../../__tests__/e2e/support/backend.js';
import { makeTempFolder } from '../../__tests__/e2e/support/lab.js';
import { deployByStep } from '../deploy.js';
import { type Measure, type Row, type Scale, times } from '../measure.js';
import { withNamespaces } from '../namespace.js';
import { makeDeploy } from './wall.js';

const MAX_REQUESTS = 15;
const MAX_REQUESTS_WITH_WAIT = 25;

/** What the action asks the API server for in one deploy of the example, as its own process sends it. */
export const requests: Row = {
  name: 'requests',
  title: "API requests of one example deploy, helm's own aside",
  run: (scale) =>
    withNamespaces(['bench-requests'], async () => {
      const backend = await makeBackend('bench-requests');
      const plain = await count(backend, false, scale);
      const waiting = await count(backend, true, scale);
      return [
        compare('requests, most of the deploys', plain, MAX_REQUESTS),
        compare('the same with wait', waiting, MAX_REQUESTS_WITH_WAIT),
      ];
    }),
};

function compare(what: string, counts: readonly number[], most: number): Measure {
  const ours = Math.max(...counts);
  const samples = { ours: counts };
  return { what, unit: '', ours, theirs: [], goal: `≤ ${most}`, hit: ours <= most, samples };
}

async function count(
  backend: Backend,
  isWaiting: boolean,
  scale: Scale,
): Promise<readonly number[]> {
  const notes = join(makeTempFolder(), 'requests');
  const counter = join(import.meta.dirname, '../count-requests.mjs');
  const counts: number[] = [];
  for (const turn of times(scale, 5, 2)) {
    const deploy = { ...makeDeploy(backend, turn + (isWaiting ? 100 : 0)), wait: isWaiting };
    const env = { ...deploy.env, NODE_OPTIONS: `--import=${counter}`, BENCH_REQUESTS: notes };
    await deployByStep({ ...deploy, env });
    const sent = existsSync(notes) ? readFileSync(notes, 'utf8').trim().split('\n') : [];
    rmSync(notes, { force: true });
    counts.push(sent.length);
    scale.say(`deploy ${turn}: ${sent.length}\n    ${sent.join('\n    ')}`);
  }
  return counts;
}
