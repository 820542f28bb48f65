import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { type Backend, makeBackend } from './support/backend.js';
import { adminKubeconfig, HELM_MAJORS, makeNamespace, removeNamespace } from './support/lab.js';
import { runDeployWorkflow } from './support/workflow.js';

describe.each(HELM_MAJORS)('deploy-manual.yml and deploy.yml, Helm %i', (helm) => {
  const namespace = `e2e-workflow-${String(helm)}`;
  let backend: Backend;

  beforeAll(async () => {
    await makeNamespace(namespace);
    backend = await makeBackend(namespace);
  });
  afterAll(() => removeNamespace(namespace));

  const deploy = () => {
    const [plain = '', encrypted = ''] = backend.values.split('\n');
    const inputs = {
      release: 'backend',
      chart: backend.chart,
      namespace,
      values: plain,
      'encrypted-values': encrypted,
      timeout: '2m',
    };
    const key = /^AGE-SECRET-KEY-.*$/m.exec(readFileSync(backend.ageKeyFile, 'utf8'))?.[0] ?? '';
    return runDeployWorkflow(helm, inputs, { KUBECONFIG: adminKubeconfig(), SOPS_AGE_KEY: key });
  };
  const textsOf = (records: Awaited<ReturnType<typeof deploy>>['records'], kind: string) =>
    records.filter((record) => record.kind === kind).map(({ text }) => text);

  it('deploys, with the log in a group and the summary', async () => {
    const result = await deploy();
    expect(result).toExitWith(0);
    expect(result.outputs).toMatchObject({ outcome: 'deployed', applied: '5', revision: '1' });
    expect(textsOf(result.records, 'group')).toContainEqual(
      expect.stringContaining('Hook 1 of 1: Job backend-migration (pre-install, weight -1)'),
    );
    expect(textsOf(result.records, 'line')).toContainEqual(
      expect.stringMatching(/\| Applied 5 migrations$/),
    );
    expect(result.summary).toContain('## ✅ Deployed: `backend`');
  });

  it('fails with a broken migration, and leaves no secret on the runner', async () => {
    await backend.publish('broken');
    const result = await deploy();
    expect(result).toExitWith(1);
    expect(result.outputs).toMatchObject({
      outcome: 'hook-failed',
      workloads: 'unchanged',
      'exit-code': '1',
    });
    expect(textsOf(result.records, 'error')).toContainEqual(
      expect.stringContaining("Error 1072: Key column 'state' doesn't exist in table"),
    );
    expect(result.summary).toContain('## ❌ Migration failed: `backend`');
    const left = readdirSync(result.left, { recursive: true, encoding: 'utf8' });
    expect(left.filter((name) => /kubeconfig|values-inline|\.dec$/.test(name))).toEqual([]);
    expect(left.filter((name) => name.includes('tmp/helm-migrate-'))).toHaveLength(1);
  });
});
