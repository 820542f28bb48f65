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

  const deploy = (script: string) =>
    deployObjects(helm, [jobHook({ name: 'any' }, podSpec([container(script)]))], {
      inputs: { namespace },
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
});
