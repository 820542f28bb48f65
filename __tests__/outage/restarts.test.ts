import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  type CutDeploy,
  deployCut,
  describeCut,
  everyLine,
  writeLines,
} from '../e2e/support/chatty.js';
import { makeNamespace, removeNamespace, ROOT } from '../e2e/support/lab.js';

const namespace = 'cuts-restarts';
const LINES = 10_000;
const script = writeLines(LINES, 40);

beforeAll(() => makeNamespace(namespace));
afterAll(() => removeNamespace(namespace));

/** Ends a part of the cluster while the hook writes, and starts it again some seconds later. */
function deployThrough(component: string, downMs: number): Promise<CutDeploy> {
  const cluster = (verb: string) =>
    promisify(execFile)(join(ROOT, 'script/cluster'), [verb, component]);
  const restart = async () => {
    await sleep(5_000);
    await cluster('stop');
    await sleep(downMs);
    await cluster('start');
  };
  return deployCut({
    namespace,
    release: `through-${component}`,
    script,
    plan: () => {
      const restarting = restart();
      return () => restarting;
    },
  });
}

it.each([
  ['kubelet', 3_000],
  ['apiserver', 5_000],
] as const)(
  'each line comes once, in order, through a restart of the %s',
  async (component, downMs) => {
    const deploy = await deployThrough(component, downMs);
    expect(describeCut(deploy, LINES)).toEqual(everyLine(deploy));
  },
);
