import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FakeToolServer } from '../../__tests__/fakes/tool-server.js';
import { makeBackend } from '../../__tests__/e2e/support/backend.js';
import { makeTempFolder, ROOT, toolEnvironment } from '../../__tests__/e2e/support/lab.js';
import { PLUGIN_VERSION, publishTools } from '../../__tests__/e2e/support/published-tools.js';
import { now, setClock } from '../clock.js';
import { type Deploy, deployByStep } from '../deploy.js';
import { type Row, type Scale, times } from '../measure.js';
import { makeRecorder, type Recorder } from '../recorder.js';
import { median, quantile } from '../statistics.js';
import { makeDeploy } from './wall.js';

const MAX_MORE_MS = 20;
const VERSION = '4.3.0';

/** From the start of node to the start of helm: tools in the action's cache, beside tools on `PATH`. */
export const tools: Row = {
  name: 'tools',
  title: "From the start of `node` to helm's start, tools in the warm cache beside tools on `PATH`",
  run: async (scale) => {
    const samples = await measure(scale);
    const [warm, onPath] = [median(samples.warm), median(samples.path)];
    const more = median(samples.warm.map((ms, at) => ms - (samples.path[at] ?? Number.NaN)));
    return [
      {
        what: "helm's start",
        unit: 'ms',
        ours: warm,
        theirs: [{ tool: 'on PATH', value: onPath }],
        ratio: warm / onPath,
        goal: 'shown',
        samples,
      },
      {
        what: 'more with the warm cache',
        unit: 'ms',
        ours: more,
        theirs: [],
        goal: `median of the pairs' differences ≤ ${MAX_MORE_MS} ms`,
        hit: more <= MAX_MORE_MS,
      },
      {
        what: "helm's start, 95 of 100",
        unit: 'ms',
        ours: quantile(samples.warm, 0.95),
        theirs: [{ tool: 'on PATH', value: quantile(samples.path, 0.95) }],
        goal: 'shown',
      },
    ];
  },
};

async function measure(scale: Scale) {
  const samples: { warm: number[]; path: number[] } = { warm: [], path: [] };
  const backend = await makeBackend('bench-tools');
  const recorder = makeRecorder();
  const server = await FakeToolServer.start();
  const base = { ...makeDeploy(backend, 0), env: { SOPS_AGE_KEY_FILE: backend.ageKeyFile } };
  const warm = await keepTools(base, recorder, server);
  const onPath = withEnv(base, {
    ...recorder.env,
    PATH: `${recorder.folder}:${toolEnvironment(4)['PATH'] ?? ''}`,
  });
  // The first of each fills the caches: the action downloads its tools in it.
  const trusting = { NODE_EXTRA_CA_CERTS: server.authority };
  for (const deploy of [withEnv(warm, trusting), onPath]) await timed(deploy, recorder);
  await server.close();
  for (const turn of times(scale, 30, 5)) {
    // Who is first in a pair changes with each.
    const order = turn % 2 === 0 ? ([warm, onPath] as const) : ([onPath, warm] as const);
    for (const deploy of order)
      samples[deploy === warm ? 'warm' : 'path'].push(await timed(deploy, recorder));
  }
  return samples;
}

/** A deploy with no tool on `PATH`, whose cache is filled by its first run. */
async function keepTools(
  base: Deploy,
  recorder: Recorder,
  server: FakeToolServer,
): Promise<Deploy> {
  const program = readFileSync(join(recorder.folder, 'helm'));
  const checksums = await publishTools(server, { version: VERSION, program });
  const env = {
    ...recorder.env,
    PATH: [join(ROOT, 'node_modules/.bin'), '/usr/bin', '/bin'].join(':'),
    HELM_PLUGINS: '',
    RUNNER_TOOL_CACHE: makeTempFolder(),
  };
  const inputs = {
    'helm-secrets-version': PLUGIN_VERSION,
    'tool-checksums': checksums,
    'tools-mirror': server.mirror,
  };
  return { ...withEnv(base, env), inputs };
}

function withEnv(deploy: Deploy, env: Readonly<Record<string, string>>): Deploy {
  return { ...deploy, env: { ...deploy.env, ...env } };
}

/** From the start of node to that of helm, in ms. */
async function timed(deploy: Deploy, { read }: Recorder): Promise<number> {
  setClock();
  const started = now();
  // It fails, as the stand-in does.
  await deployByStep(deploy).catch(() => undefined);
  return read() - started;
}
