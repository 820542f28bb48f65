import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ANSWER_FAULTS,
  type FaultKind,
  type FaultProxy,
  STREAM_FAULTS,
  type StreamFault,
  TARGETS,
} from '../fakes/fault-proxy.js';
import {
  type CutDeploy,
  deployCut,
  describeCut,
  everyLine,
  later,
  writeLines,
} from './support/chatty.js';
import { HELM_MAJORS, makeNamespace, removeNamespace } from './support/lab.js';

const namespace = 'cuts-faults';
const LINES = 5_000;
const BURST = 125;
const LINE_BYTES = 80;
/** Deploys at a time: the machine has other things to do. */
const AT_ONCE = 3;

beforeAll(() => makeNamespace(namespace));
afterAll(() => removeNamespace(namespace));

/** In the log after a fifth and after half of its lines, in watches with their second event, in lists at once. */
function armEverywhere(proxy: FaultProxy, kind: FaultKind): undefined {
  const isStream = (STREAM_FAULTS as readonly string[]).includes(kind);
  if (kind !== 'gone') {
    proxy.arm('log', kind, { afterBytes: isStream ? (LINES / 5) * LINE_BYTES : 0 });
    if (isStream) proxy.arm('log', kind, { afterBytes: (LINES / 2) * LINE_BYTES });
  }
  proxy.arm('watch', kind, { afterBytes: isStream ? 1_000 : 0, times: 2 });
  if (kind !== 'gone' && kind !== 'half-open' && kind !== 'no-answer') proxy.arm('list', kind);
  return undefined;
}

describe('each line comes once, in order, through', () => {
  const KINDS = [...STREAM_FAULTS, ...ANSWER_FAULTS];
  const deploys = new Map<FaultKind, Promise<CutDeploy>>();

  beforeAll(() => {
    const lanes = Array.from({ length: AT_ONCE }, () => Promise.resolve<unknown>(undefined));
    KINDS.forEach((kind, index) => {
      const deploy = () =>
        deployCut({
          namespace,
          release: `through-${kind}`,
          script: writeLines(LINES, BURST),
          plan: (proxy) => armEverywhere(proxy, kind),
        });
      const lane = index % AT_ONCE;
      const deployed = (lanes[lane] ?? Promise.resolve()).then(deploy);
      lanes[lane] = deployed.catch(() => undefined);
      deploys.set(kind, deployed);
    });
  });

  it.each(KINDS)('%s', async (kind) => {
    const deploy = await deploys.get(kind);
    if (deploy === undefined) throw new Error(`no deploy for ${kind}`);
    const suffered = deploy.proxy.done.filter((fault) => fault.kind === kind).map(({ on }) => on);
    expect(describeCut(deploy, LINES)).toEqual(everyLine(deploy));
    expect(new Set(suffered)).toContain(kind === 'gone' ? 'watch' : 'log');
  });
});

describe('each line comes once, in order, through cuts at random', () => {
  const KINDS: readonly StreamFault[] = ['reset', 'end', 'end-in-line'];
  const seed = Number(process.env['CUTS_SEED'] ?? randomInt(1_000_000));

  it.each(HELM_MAJORS)(`every 150 ms, Helm %i, seed ${seed}`, async (helm) => {
    const lines = 20_000;
    const deploy = await deployCut({
      namespace,
      release: `at-random-${helm}`,
      helm,
      script: writeLines(lines, 200),
      plan: (proxy) => proxy.strikeAtRandom({ everyMs: 150, kinds: KINDS }),
      proxy: { seed },
    });
    expect(describeCut(deploy, lines)).toEqual(everyLine(deploy));
    expect(deploy.proxy.done.length).toBeGreaterThan(20);
  });

  it(`every 400 ms, of all kinds, seed ${seed}`, async () => {
    const lines = 20_000;
    const kinds = [...STREAM_FAULTS, ...ANSWER_FAULTS];
    const deploy = await deployCut({
      namespace,
      release: 'all-at-random',
      script: writeLines(lines, 200),
      plan: (proxy) => proxy.strikeAtRandom({ everyMs: 400, kinds, on: TARGETS }),
      proxy: { seed },
    });
    expect(describeCut(deploy, lines)).toEqual(everyLine(deploy));
  });
});

it('each line comes once, in order, through ten seconds without any network, for helm too', async () => {
  const lines = 10_000;
  const deploy = await deployCut({
    namespace,
    release: 'without-network',
    script: writeLines(lines, 50),
    plan: (proxy) => later(6_000, () => proxy.outage(10_000)),
    proxy: { userAgent: '' },
  });
  expect(describeCut(deploy, lines)).toEqual(everyLine(deploy));
});
