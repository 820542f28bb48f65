import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Backend, makeBackend, querySql } from './support/backend.js';
import {
  getObject,
  HELM_MAJORS,
  makeNamespace,
  readHistory,
  removeNamespace,
} from './support/lab.js';
import { runStep, type StepResult } from './support/step.js';

interface Deployment {
  readonly metadata: { readonly generation: number };
  readonly spec: {
    readonly template: { readonly metadata: { readonly labels: Record<string, string> } };
  };
}

describe.each(HELM_MAJORS)('the example service, Helm %i', (helm) => {
  const namespace = `e2e-deploy-${String(helm)}`;
  let backend: Backend;
  let result: StepResult;

  const deploy = (version: string) =>
    runStep({
      helm,
      inputs: {
        release: 'backend',
        chart: backend.chart,
        namespace,
        values: backend.values,
        'set-string': `version=${version}`,
      },
      env: { SOPS_AGE_KEY_FILE: backend.ageKeyFile },
    });
  const readDeployment = () => getObject<Deployment>(namespace, 'deployment', 'backend');
  const states = () =>
    (JSON.parse(result.outputs['migrations'] ?? '[]') as { id: string; state: string }[]).map(
      ({ id, state }) => `${id.slice(0, 4)} ${state}`,
    );

  beforeAll(async () => {
    await makeNamespace(namespace);
    backend = await makeBackend(namespace);
  });
  afterAll(() => removeNamespace(namespace));

  it('installs, and applies five migrations', async () => {
    result = await deploy('1.0.0');
    expect(result.outputs).toMatchObject({
      outcome: 'deployed',
      workloads: 'changed',
      namespace,
      revision: '1',
      'deployed-revision': '1',
      'exit-code': '0',
      'helm-exit-code': '0',
      applied: '5',
    });
    expect(result).toExitWith(0);
    expect(states()).toEqual(
      ['BS_1', 'BS_2', 'BS_3', 'BS_4', 'BS_5'].map((id) => `${id} applied-now`),
    );
    expect(result.log).toMatch(
      /::group::Hook 1 of 1: Job backend-migration \(pre-install, weight -1\)/,
    );
    expect(result.log).toMatch(/^backend-migration-\w+\/migration \| Applied 5 migrations$/m);
    expect(result.summary).toContain('### Migrations: 5 applied now');
    expect(await querySql(namespace, 'SELECT COUNT(*) FROM gorp_migrations')).toEqual(['5']);
  });

  it('upgrades with nothing to apply', async () => {
    result = await deploy('1.0.1');
    expect(result.outputs).toMatchObject({ outcome: 'deployed', revision: '2', applied: '0' });
    expect(states()).toEqual(
      ['BS_1', 'BS_2', 'BS_3', 'BS_4', 'BS_5'].map((id) => `${id} applied-before`),
    );
    expect(result.log).toMatch(/migration \| Applied 0 migrations$/m);
  });

  it('fails with a broken migration, and the old version stays', async () => {
    await backend.publish('broken');
    const before = await readDeployment();
    result = await deploy('2.0.0');
    const cause =
      "Error 1072: Key column 'state' doesn't exist in table handling BS_6_add_index.up.sql";
    const job = `Job ${namespace}/backend-migration failed: container "migration" ended with exit code 1`;
    expect(result).toExitWith(1);
    expect(result.outputs).toMatchObject({
      outcome: 'hook-failed',
      reason: `${job}: ${cause}`,
      workloads: 'unchanged',
      revision: '3',
      'deployed-revision': '2',
      'exit-code': '1',
      'helm-exit-code': '1',
      applied: '0',
    });
    expect(states().at(-1)).toBe('BS_6 failed');
    expect(result.log).toMatch(/^::error title=Migration failed%3A backend[:,]/m);
    expect(result.log).toContain(`::${job}: ${cause}`);
    expect(result.log.match(/^::error/gm)).toHaveLength(1);
    expect(result.log).toMatch(/migration \| Migration failed: Error 1072: Key column 'state'/);
    expect(result.summary).toContain(`Migration failed: ${cause}`);
    const after = await readDeployment();
    expect(after.metadata.generation).toBe(before.metadata.generation);
    expect(after.spec.template.metadata.labels['app.kubernetes.io/version']).toBe('1.0.1');
    expect(await readHistory(namespace, 'backend')).toEqual(['superseded', 'deployed', 'failed']);
  });

  it('goes through once the migration is fixed', async () => {
    await backend.publish('fixed');
    result = await deploy('2.0.0');
    expect(result).toExitWith(0);
    expect(result.outputs).toMatchObject({
      outcome: 'deployed',
      revision: '4',
      'deployed-revision': '4',
      applied: '1',
    });
    expect(states().at(-1)).toBe('BS_6 applied-now');
    const after = await readDeployment();
    expect(after.spec.template.metadata.labels['app.kubernetes.io/version']).toBe('2.0.0');
  });

  it('shows the lines of a slow migration while helm still runs', async () => {
    await backend.publish('slow');
    result = await deploy('2.1.0');
    expect(result.outputs).toMatchObject({ outcome: 'deployed', applied: '1' });
    const began = result.lines.find(({ text }) => text.endsWith('| Running sql-migrate up'));
    const applied = result.lines.find(({ text }) => text.endsWith('| Applied 1 migration'));
    const helmEnded = result.lines.findLast(({ text }) => text.startsWith('helm | '));
    expect(began?.at).toBeLessThan((applied?.at ?? 0) - 5_000);
    expect(applied?.at).toBeLessThan(helmEnded?.at ?? 0);
  });
});
