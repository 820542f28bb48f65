import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeBackend } from './support/backend.js';
import {
  getObject,
  HELM_MAJORS,
  kubectl,
  makeNamespace,
  readHistory,
  removeNamespace,
} from './support/lab.js';
import { runStep } from './support/step.js';

interface Job {
  readonly status: { readonly active?: number; readonly succeeded?: number };
}

describe.each(HELM_MAJORS)('a cancel while a migration runs, Helm %i', (helm) => {
  const namespace = `e2e-cancel-${String(helm)}`;

  beforeAll(() => makeNamespace(namespace));
  afterAll(() => removeNamespace(namespace));

  it.each(['SIGINT', 'SIGTERM'] as const)('%s ends helm, not the migration', async (signal) => {
    const release = `by-${signal.toLowerCase()}`;
    const backend = await makeBackend(`${namespace}-${release}`);
    await backend.publish('slow');
    const result = await runStep({
      helm,
      inputs: { release, chart: backend.chart, namespace, values: backend.values },
      env: { SOPS_AGE_KEY_FILE: backend.ageKeyFile },
      onLine: (text, step) => {
        if (text.endsWith('| Running sql-migrate up')) step.kill(signal);
      },
    });
    expect(result).toExitWith(1);
    expect(result.outputs).toMatchObject({
      outcome: 'cancelled',
      workloads: 'unchanged',
      revision: '1',
    });
    expect(result.outputs['reason']).toBe(
      `The run was cancelled; Job ${namespace}/${release}-migration is still running and was not touched.`,
    );
    expect(await readHistory(namespace, release)).toEqual(['failed']);
    await kubectl(
      'wait',
      `job/${release}-migration`,
      '-n',
      namespace,
      '--for=condition=Complete',
      '--timeout=90s',
    );
    expect((await getObject<Job>(namespace, 'job', `${release}-migration`)).status.succeeded).toBe(
      1,
    );
  });
});
