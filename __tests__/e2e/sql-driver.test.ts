import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { container, deployObjects, jobHook, podSpec } from './support/hooks.js';
import { HELM_MAJORS, kubectl, makeNamespace, removeNamespace } from './support/lab.js';
import { type Postgres, startPostgres } from './support/postgres.js';

describe.each(HELM_MAJORS)('records in PostgreSQL, Helm %i', (helm) => {
  const namespace = `e2e-sql-${String(helm)}`;
  let postgres: Postgres;

  beforeAll(async () => {
    await makeNamespace(namespace);
    postgres = await startPostgres();
  });
  afterAll(async () => {
    await postgres.stop();
    await removeNamespace(namespace);
  });

  const deploy = (script: string, inputs: Readonly<Record<string, string>> = {}) =>
    deployObjects(helm, [jobHook({ name: 'any' }, podSpec([container(script)]))], {
      inputs: { namespace, ...inputs },
      env: { HELM_DRIVER: 'sql', HELM_DRIVER_SQL_CONNECTION_STRING: postgres.url },
    });

  it('follows an install, and an upgrade that fails', async () => {
    const first = await deploy('echo first');
    expect(first.log).toMatch(/^any-\w+\/main \| first$/m);
    expect(first.outputs).toMatchObject({
      outcome: 'deployed',
      revision: '1',
      'deployed-revision': '1',
    });
    expect(await kubectl('get', 'secrets', '-n', namespace, '-o', 'name')).not.toContain(
      'helm.release',
    );

    const second = await deploy('echo second; exit 9');
    expect(second.log).toMatch(/^any-\w+\/main \| second$/m);
    expect(second.log).not.toContain('| first');
    expect(second.outputs).toMatchObject({
      outcome: 'hook-failed',
      workloads: 'unchanged',
      revision: '2',
      'deployed-revision': '1',
      'exit-code': '9',
    });
  });

  it('plans against the revision that is deployed there, and runs a dry run', async () => {
    const result = await deploy('echo third', {
      command: 'plan',
      'plan-set': [
        'objects[0].metadata.name=any-plan',
        'objects[0].spec.template.spec.containers[0].command[2]=echo dry',
      ].join('\n'),
    });
    expect(result).toExitWith(0);
    expect(result.outputs).toMatchObject({
      ...{ outcome: 'planned', revision: '', 'deployed-revision': '1', changes: '[]' },
      reason: 'Release any: no object would be changed; 1 hook would run.',
    });
    expect(result.log).toMatch(/^any-plan-\w+\/main \| dry$/m);
    expect(await kubectl('get', 'jobs', '-n', namespace, '-o', 'name')).toBe('job.batch/any\n');
  });
});
