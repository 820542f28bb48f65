import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { container, deployObjects, jobHook, type Manifest, podSpec } from './support/hooks.js';
import {
  HELM_MAJORS,
  type HelmMajor,
  kubectl,
  makeNamespace,
  removeNamespace,
} from './support/lab.js';
import { deployPlainly } from './support/leftovers.js';
import type { StepResult } from './support/step.js';

const namespaceOf = (helm: HelmMajor) => `e2e-fix-${String(helm)}`;
/** A Job with Kubernetes' default of 6 retries. */
const job = (name: string, script: string) =>
  jobHook({ name }, podSpec([container(script)]), { backoffLimit: undefined });

interface Pods {
  readonly items: readonly {
    readonly status: {
      readonly containerStatuses?: readonly { readonly state?: { readonly running?: object } }[];
    };
  }[];
}

/** The most Pods of a Job that had a running container at the same time, until `signal` aborts. */
async function countAlive(helm: HelmMajor, name: string, signal: AbortSignal): Promise<number> {
  let most = 0;
  while (!signal.aborted) {
    const args = ['-n', namespaceOf(helm), '-l', `job-name=${name}`, '-o', 'json'];
    const { items } = JSON.parse(await kubectl('get', 'pods', ...args)) as Pods;
    const alive = items.filter(({ status }) =>
      status.containerStatuses?.some(({ state }) => state?.running !== undefined),
    );
    most = Math.max(most, alive.length);
    await sleep(150);
  }
  return most;
}

/** Deploys the fix, and expects that it is deployed within a minute, and never two attempts alive. */
async function deployFix(
  helm: HelmMajor,
  name: string,
  inputs: Readonly<Record<string, string>> = {},
): Promise<StepResult> {
  const over = new AbortController();
  const alive = countAlive(helm, name, over.signal);
  const began = performance.now();
  const step = await deploy(helm, name, [job(name, 'echo fixed')], inputs).finally(() =>
    over.abort(),
  );
  expect(step.outputs).toMatchObject({ outcome: 'deployed' });
  expect(performance.now() - began).toBeLessThan(60_000);
  expect(await alive).toBeLessThanOrEqual(1);
  return step;
}

const deploy = (
  helm: HelmMajor,
  release: string,
  objects: readonly Manifest[],
  inputs: Readonly<Record<string, string>>,
): Promise<StepResult> =>
  deployObjects(helm, objects, { inputs: { release, namespace: namespaceOf(helm), ...inputs } });

beforeAll(async () => {
  await Promise.all(HELM_MAJORS.map((helm) => makeNamespace(namespaceOf(helm))));
});
afterAll(async () => {
  for (const helm of HELM_MAJORS) await removeNamespace(namespaceOf(helm));
});

const FAILS = 'echo "applying 002"; echo "ERROR: column exists"; exit 1';

describe('the fix of a hook that fails and would be tried again', () => {
  it.concurrent.each(HELM_MAJORS)('is deployed at once, Helm %i', async (helm) => {
    const name = 'ours';
    const inputs = { timeout: '20s', 'active-hook-timeout': '5s' };
    const failed = await deploy(helm, name, [job(name, FAILS)], inputs);
    expect(failed.outputs).toMatchObject({ outcome: 'hook-failed', 'exit-code': '1' });
    const fixed = await deployFix(helm, name);
    expect(fixed.log).not.toMatch(/^Waiting for Job /m);
  });

  it.concurrent.each(HELM_MAJORS)(
    'is deployed when a plain helm has left it behind, Helm %i',
    async (helm) => {
      const name = 'plain';
      const place = { helm, namespace: namespaceOf(helm), release: name };
      await deployPlainly(place, [job(name, FAILS)], ['--timeout', '15s']);
      const fixed = await deployFix(helm, name);
      expect(fixed.log).toMatch(
        /^Suspending Job \S+\/plain of revision 1 \(failed; .*\d of 7 attempts failed, .*\): helm has given up on it and every attempt failed$/m,
      );
    },
  );
});
