import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { FaultProxy } from '../fakes/fault-proxy.js';
import {
  type CutDeploy,
  deployCut,
  describeCut,
  everyLine,
  readNumbers,
  writeLines,
} from '../e2e/support/chatty.js';
import { makeNamespace, removeNamespace } from '../e2e/support/lab.js';

const namespace = 'cuts-rotation';
const LINES = 30_000;
/** A line of 1 KiB, and 1 MiB a second: the kubelet rotates at 10 MiB, and looks every ten seconds. */
const script = writeLines(LINES, 100, 970);
const CUT_AFTER_MS = 5_000;
const CUT_FOR_MS = 22_000;
const GAP = '… log may be incomplete here: the log was rotated while it could not be read';

let watched: Promise<CutDeploy>;
let cut: Promise<CutDeploy>;
beforeAll(async () => {
  await makeNamespace(namespace);
  watched = deployCut({ namespace, release: 'watched', script, plan: () => undefined });
  cut = deployCut({ namespace, release: 'cut', script, plan: refuseLogs });
  await Promise.all([watched, cut]);
});
afterAll(() => removeNamespace(namespace));

/** No log for longer than it takes the kubelet to rotate. */
function refuseLogs(proxy: FaultProxy): () => Promise<void> {
  const refuse = async () => {
    await sleep(CUT_AFTER_MS);
    proxy.arm('log', '503', { times: 1_000 });
    proxy.strike('reset', ['log']);
    await sleep(CUT_FOR_MS);
    proxy.suspendHook();
  };
  const refusing = refuse();
  return () => refusing;
}

it('a log that is rotated while we follow it comes whole', async () => {
  const deploy = await watched;
  expect(describeCut(deploy, LINES)).toEqual(everyLine(deploy));
});

it('a log that is rotated while we are cut off says where lines are missing, and has all others', async () => {
  const deploy = await cut;
  const { log, gaps, outcome } = describeCut(deploy, LINES);
  expect({ gaps, outcome, twice: log.twice, isInOrder: log.isInOrder }).toEqual({
    gaps: 1,
    outcome: 'deployed',
    twice: 0,
    isInOrder: true,
  });
  for (const text of [
    deploy.result.log,
    readFileSync(deploy.result.outputs['log-file'] ?? '', 'utf8'),
  ]) {
    const [before = [], after = []] = text.split(GAP).map(readNumbers);
    expect(before).toEqual(Array.from({ length: before.length }, (_, index) => index + 1));
    expect(after).toEqual(
      Array.from({ length: after.length }, (_, index) => LINES - after.length + index + 1),
    );
    expect(after.length).toBeGreaterThan(0);
  }
  expect(log.lost).toBeGreaterThan(0);
});
