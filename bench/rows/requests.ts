import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeBackend } from '../../__tests__/e2e/support/backend.js';
import { makeTempFolder } from '../../__tests__/e2e/support/lab.js';
import { deployByStep } from '../deploy.js';
import { type Row, type Scale, times } from '../measure.js';
import { withNamespaces } from '../namespace.js';
import { makeDeploy } from './wall.js';

const MAX_REQUESTS = 15;

/** What the action asks the API server for in one deploy of the example, as its own process sends it. */
export const requests: Row = {
  name: 'requests',
  title: "API requests of one example deploy, helm's own aside",
  run: (scale) =>
    withNamespaces(['bench-requests'], async () => {
      const counts = await measure(scale);
      const ours = Math.max(...counts);
      return [
        {
          what: 'requests, most of the deploys',
          unit: '',
          ours,
          theirs: [],
          goal: `≤ ${MAX_REQUESTS}`,
          hit: ours <= MAX_REQUESTS,
          samples: { ours: counts },
        },
      ];
    }),
};

async function measure(scale: Scale): Promise<readonly number[]> {
  const backend = await makeBackend('bench-requests');
  const notes = join(makeTempFolder(), 'requests');
  const counter = join(import.meta.dirname, '../count-requests.mjs');
  const counts: number[] = [];
  for (const turn of times(scale, 5, 2)) {
    const deploy = makeDeploy(backend, turn);
    const env = { ...deploy.env, NODE_OPTIONS: `--import=${counter}`, BENCH_REQUESTS: notes };
    await deployByStep({ ...deploy, env });
    const sent = existsSync(notes) ? readFileSync(notes, 'utf8').trim().split('\n') : [];
    rmSync(notes, { force: true });
    counts.push(sent.length);
    scale.say(`deploy ${turn}: ${sent.length}\n    ${sent.join('\n    ')}`);
  }
  return counts;
}
