import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { container, deployObjects, jobHook, podSpec } from './support/hooks.js';
import {
  getObject,
  kubectl,
  makeNamespace,
  makeTempFolder,
  readHistory,
  removeNamespace,
} from './support/lab.js';
import { deployPlainly, waitForJob } from './support/leftovers.js';
import type { StepOptions, StepResult } from './support/step.js';

const NAMESPACE = 'e2e-guard-cancel';
const OTHER = 'https://github.com/example/backend/actions/runs/41';

beforeAll(() => makeNamespace(NAMESPACE));
afterAll(() => removeNamespace(NAMESPACE));

const hook = (release: string, script: string) =>
  jobHook({ name: release }, podSpec([container(script)]));

/** Deploys, and cancels at the first line that matches. */
function deploy(release: string, pattern: RegExp, afterMs = 0): Promise<StepResult> {
  let isCancelled = false;
  const onLine: StepOptions['onLine'] = (text, step) => {
    if (isCancelled || !pattern.test(text)) return;
    isCancelled = true;
    setTimeout(() => step.kill('SIGINT'), afterMs);
  };
  const inputs = { release, namespace: NAMESPACE };
  return deployObjects(4, [hook(release, 'echo new')], { inputs, onLine });
}

/** A Lease that another run holds. */
async function holdLease(release: string): Promise<void> {
  const file = join(makeTempFolder(), 'lease.json');
  const now = new Date().toISOString().replace('Z', '000Z');
  const annotations = { 'helm-migrate/run': OTHER, 'helm-migrate/timeout-seconds': '1800' };
  const lease = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: `helm-migrate.${release}`, annotations },
    spec: { holderIdentity: OTHER, leaseDurationSeconds: 600, acquireTime: now, renewTime: now },
  };
  writeFileSync(file, JSON.stringify(lease));
  await kubectl('create', '-n', NAMESPACE, '-f', file);
}

function expectNothingDone({ exitCode, outputs, log, runnerTemp }: StepResult): void {
  expect(exitCode).toBe(1);
  expect(outputs).toMatchObject({
    outcome: 'cancelled',
    workloads: 'unchanged',
    'helm-exit-code': '',
    reason: 'The run was cancelled before helm started. Nothing was changed.',
  });
  expect(log).not.toMatch(/^helm \|/m);
  expect(readdirSync(runnerTemp).filter((name) => !name.endsWith('.log'))).toEqual([]);
}

describe('a cancel before helm is started', () => {
  it('while another deploy runs: its Lease is let be', async () => {
    await holdLease('held');
    // Some looks later: whoever holds no Lease has nothing but its own patience to stay alive by.
    const result = await deploy(
      'held',
      /^Another deploy of this release has been running since /,
      5_000,
    );
    expectNothingDone(result);
    expect(result.log).toContain(OTHER);
    const { spec } = await getObject<{ readonly spec: { readonly holderIdentity: string } }>(
      NAMESPACE,
      'lease',
      'helm-migrate.held',
    );
    expect(spec.holderIdentity).toBe(OTHER);
    expect(await readHistory(NAMESPACE, 'held')).toEqual([]);
  });

  it('while a hook is waited for: the hook goes on, and our Lease is gone', async () => {
    const place = { helm: 4, namespace: NAMESPACE, release: 'awaited' } as const;
    const script = 'for i in {1..15}; do echo "old $i"; sleep 1; done';
    await deployPlainly(place, [hook('awaited', script)], ['--timeout', '3s']);
    const result = await deploy('awaited', /\| old 6$/);
    expectNothingDone(result);
    expect(result.log).toMatch(/^Waiting for Job .* to finish$/m);
    expect(await kubectl('get', 'leases', '-n', NAMESPACE, '-o', 'name')).not.toContain('awaited');
    await waitForJob(place, 'awaited');
    expect(await readHistory(NAMESPACE, 'awaited')).toEqual(['failed']);
  });
});
