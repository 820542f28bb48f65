import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Backend, dumpDatabase, makeBackend } from './support/backend.js';
import { container, deployObjects, jobHook, type Manifest, podSpec } from './support/hooks.js';
import {
  HELM_MAJORS,
  type HelmMajor,
  kubectl,
  makeNamespace,
  photograph,
  removeNamespace,
} from './support/lab.js';
import { grant, theRole, warningsOf, without } from './support/rights.js';
import { runStep, type StepOptions, type StepResult } from './support/step.js';

const namespaceOf = (helm: HelmMajor) => `e2e-plan-set-${String(helm)}`;

describe.each(HELM_MAJORS)('pending migrations of a real tool, Helm %i', (helm) => {
  const namespace = `${namespaceOf(helm)}-real`;
  let backend: Backend;
  const run = (inputs: Readonly<Record<string, string>>) =>
    runStep({
      helm,
      inputs: {
        ...{ release: 'backend', chart: backend.chart, namespace, values: backend.values },
        ...inputs,
      },
      env: { SOPS_AGE_KEY_FILE: backend.ageKeyFile },
    });
  const plan = () => run({ command: 'plan', 'plan-set': 'sql-migrate.dryRun=true' });

  beforeAll(async () => {
    await makeNamespace(namespace);
    backend = await makeBackend(namespace);
    expect(await run({})).toExitWith(0);
  });
  afterAll(() => removeNamespace(namespace));

  it('shows two with their SQL; cluster and database are as before', async () => {
    const none = await plan();
    expect(none).toExitWith(0);
    expect(none.outputs['reason']).toMatch(/; no migration is pending\.$/);

    await backend.publish('five', 'fixed', 'slow');
    const [objects, rows] = [await photograph(namespace), await dumpDatabase(namespace)];
    const result = await plan();
    expect(await dumpDatabase(namespace)).toBe(rows);
    expect(await photograph(namespace)).toBe(objects);

    expect(result).toExitWith(0);
    expect(result.outputs).toMatchObject({
      ...{ outcome: 'planned', cause: '', workloads: 'unchanged', revision: '' },
      ...{ applied: '0', pending: '2' },
    });
    expect(result.outputs['reason']).toMatch(/ would run; 2 migrations are pending\.$/);
    const migrations = JSON.parse(result.outputs['migrations'] ?? '') as {
      readonly state: string;
      readonly sql: readonly string[];
    }[];
    expect(migrations.at(-1)?.sql.join('\n')).toMatch(/;$/);
    expect(migrations.map(({ state }) => state)).toEqual([
      ...Array<string>(5).fill('applied-before'),
      ...['pending', 'pending'],
    ]);
    expect(result.log).toMatch(/^::group::Hook 1 of 1: Job backend-plan-migration \(pre-upgrade/m);
    expect(result.log).toMatch(
      /backend-plan-migration-\w+\/migration \| ==> Would apply migration/,
    );
    expect(result.summary).toContain('Nothing that is deployed was changed.');
    expect(result.summary).toContain('### Hooks of the dry run');
    expect(result.summary).toContain('### Migrations: 2 pending');
    expect(result.summary).toMatch(
      /SQL of <code>BS_6_add_index\.up\.sql<\/code>[\s\S]*```sql\n[\s\S]*INDEX/,
    );
    expect(result.summary).toContain('### Migrations: 2 pending\n');
    expect(result.summary).toMatch(/<summary>SQL of <code>BS_7\S+<\/code><\/summary>\n\n```sql\n/);
  });
});

const RELEASE = 'shop';
const hook = (script: string, more: Manifest = {}) =>
  jobHook({ name: 'shop-migrate' }, podSpec([container(script, more)], {}));
const PLAN_NAME = 'objects[0].metadata.name=shop-plan-migrate';
const DRY = 'objects[0].spec.template.spec.containers[0].command[2]=';

describe.each(HELM_MAJORS)('the dry run of hooks, Helm %i', (helm) => {
  const namespace = namespaceOf(helm);
  const run = (
    objects: readonly Manifest[],
    inputs: Readonly<Record<string, string>>,
    more: Partial<StepOptions> = {},
  ): Promise<StepResult> =>
    deployObjects(helm, objects, {
      ...more,
      inputs: { release: RELEASE, namespace, 'fail-fast': '3s', ...inputs },
    });
  const plan = (
    objects: readonly Manifest[],
    set: readonly string[],
    more: Partial<StepOptions> = {},
  ) => run(objects, { command: 'plan', 'plan-set': set.join('\n'), ...more.inputs }, more);
  const listJobs = () => kubectl('get', 'jobs,pods', '-n', namespace, '-o', 'name');

  beforeAll(async () => {
    await makeNamespace(namespace);
    expect(await run([hook('echo real')], {})).toExitWith(0);
  });
  afterAll(() => removeNamespace(namespace));

  it('runs nothing that would migrate the database', async () => {
    const before = await listJobs();
    const [same, idle, sameName, noHook] = await Promise.all([
      plan([hook('echo real')], ['other.value=1', 'migrate.dryRun=true']),
      plan([hook('echo real')], [PLAN_NAME, 'migrate.dryRun=true', `${DRY}echo dry`]),
      plan([hook('echo real')], [`${DRY}echo dry`]),
      plan([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } }], ['a=1']),
    ]);
    expect(same).toExitWith(1);
    expect(same.outputs).toMatchObject({
      ...{ outcome: 'deploy-failed', cause: 'input' },
      reason: `Job ${namespace}/shop-migrate would migrate the database: "plan-set" does not change it. Nothing was run.`,
    });
    expect(same.summary).toContain('### Objects');
    expect(idle.outputs).toMatchObject({
      ...{ outcome: 'deploy-failed', cause: 'input' },
      reason: 'The line "migrate.dryRun" of "plan-set" changes no hook. Nothing was run.',
    });
    expect(sameName.outputs).toMatchObject({
      ...{ outcome: 'deploy-failed', cause: 'chart' },
      reason: `Job ${namespace}/shop-migrate has the same name in the dry run as in a deploy. Nothing was run.`,
    });
    const reused = await plan([], [PLAN_NAME, `${DRY}echo dry`], {
      inputs: { 'values-inline': '' },
    });
    expect(reused.outputs).toMatchObject({
      ...{ outcome: 'deploy-failed', cause: 'input' },
      reason: expect.stringMatching(/^No values are given, so helm would use those of the last/),
    });
    expect(noHook.outputs['reason']).toBe(
      '"plan-set" is set, but the chart has no Job or Pod with the hook pre-upgrade.',
    );
    expect(await listJobs()).toBe(before);
  });

  it('says why a dry run failed or could not start, and removes it', async () => {
    const before = await listJobs();
    const failed = await plan([hook('echo real')], [PLAN_NAME, `${DRY}echo no such table; exit 7`]);
    expect(failed).toExitWith(1);
    expect(failed.outputs).toMatchObject({
      ...{ outcome: 'hook-failed', cause: 'hook-exit', 'exit-code': '7', workloads: 'unchanged' },
    });
    expect(failed.outputs['reason']).toMatch(
      /^Job \S+\/shop-plan-migrate failed: container "main" ended with exit code 7; .*no such table/,
    );
    expect(failed.outputs['advice']).toMatch(/nothing that is deployed was changed\.$/);

    const image = 'objects[0].spec.template.spec.containers[0].image=Not A Name';
    const stuck = await plan([hook('echo real')], [PLAN_NAME, image]);
    expect(stuck.outputs).toMatchObject({ outcome: 'hook-failed', cause: 'hook-cannot-start' });

    const slow = await plan([hook('echo real')], [PLAN_NAME, `${DRY}sleep 60`], {
      inputs: { timeout: '4s' },
    });
    expect(slow.outputs['reason']).toBe(
      `Job ${namespace}/shop-plan-migrate did not finish within 4 s, so the plan deleted it`,
    );
    await expectNone('shop-plan-migrate');
    expect(await listJobs()).toBe(before);
  });

  /** Its Pod goes with its grace. */
  async function expectNone(name: string): Promise<void> {
    const selector = `job-name=${name}`;
    await kubectl('wait', 'pod', '-l', selector, '-n', namespace, '--for=delete', '--timeout=30s');
  }

  it('is removed after a cancel', async () => {
    const before = await listJobs();
    const result = await plan(
      [hook('echo real')],
      [PLAN_NAME, `${DRY}echo dry run begins; sleep 300`],
      {
        onLine: (text, step) => {
          if (text.endsWith('| dry run begins')) step.kill('SIGINT');
        },
      },
    );
    expect(result).toExitWith(1);
    expect(result.outputs).toMatchObject({ outcome: 'cancelled', workloads: 'unchanged' });
    await expectNone('shop-plan-migrate');
    expect(await listJobs()).toBe(before);
  });

  it('stops before a name that is taken, and while a hook of the release runs', async () => {
    await kubectl('create', 'configmap', 'shop-plan-taken', '-n', namespace);
    const config = {
      ...{ apiVersion: 'v1', kind: 'ConfigMap' },
      metadata: {
        name: 'shop-taken',
        annotations: { 'helm.sh/hook': 'pre-upgrade', 'helm.sh/hook-weight': '5' },
      },
    };
    const taken = await plan(
      [hook('echo real'), config],
      [PLAN_NAME, `${DRY}echo dry`, 'objects[1].metadata.name=shop-plan-taken'],
    );
    expect(taken.outputs).toMatchObject({
      ...{ outcome: 'blocked', cause: 'guard' },
      reason: `ConfigMap ${namespace}/shop-plan-taken already exists, so the dry run was not started.`,
      advice: expect.stringContaining(
        `kubectl delete configmap shop-plan-taken --namespace ${namespace}`,
      ),
    });
    expect(taken.log).not.toContain('| dry');

    const running = await run([hook('sleep 40')], { timeout: '2s', 'active-hook-timeout': '1s' });
    expect(running.outputs['outcome']).toBe('hook-running');
    const active = await plan([hook('echo real')], [PLAN_NAME, `${DRY}echo dry`]);
    expect(active.outputs).toMatchObject({ outcome: 'blocked', cause: 'guard' });
    expect(active.outputs['reason']).toMatch(
      /^Job \S+\/shop-migrate of revision 2 is still active \(Pod .*\), so the dry run was not started\.$/,
    );
    const plain = await run([hook('echo real')], { command: 'plan' });
    expect(plain).toExitWith(0);
    expect(plain.log).toMatch(/shop-migrate of revision 2 is still active/);
    await kubectl('delete', 'job', 'shop-migrate', '-n', namespace, '--wait');
    await expectNone('shop-migrate');
  });

  it('without the right to create Jobs says which rule is missing, and leaves nothing', async () => {
    const before = await listJobs();
    const rules = without(theRole().rules, 'jobs', ['create']);
    const kubeconfig = await grant(namespace, 'no-create', rules);
    const result = await plan([hook('echo real')], [PLAN_NAME, `${DRY}echo dry`], {
      inputs: { kubeconfig },
    });
    expect(result).toExitWith(1);
    expect(result.outputs).toMatchObject({ outcome: 'deploy-failed', cause: 'rights' });
    expect(result.outputs['reason']).toMatch(
      /^The dry run could not create Job \S+\/shop-plan-migrate: /,
    );
    expect(result.outputs['advice']).toContain(
      '{apiGroups: [batch], resources: [jobs], verbs: [create]}',
    );
    expect(await listJobs()).toBe(before);
  });

  it('without the right to delete what it made says how to remove it', async () => {
    const rules = without(theRole().rules, 'jobs', ['delete']);
    const kubeconfig = await grant(namespace, 'no-delete', rules);
    const result = await plan([hook('echo real')], [PLAN_NAME, `${DRY}echo dry`], {
      inputs: { kubeconfig },
    });
    expect(result).toExitWith(0);
    expect(warningsOf(result).join('\n')).toContain(
      `Delete it with: kubectl delete job shop-plan-migrate --namespace ${namespace}`,
    );
    const again = await plan([hook('echo real')], [PLAN_NAME, `${DRY}echo dry`]);
    expect(again.outputs['advice']).toMatch(/^Another plan of the release created it\./);
    await kubectl('delete', 'job', 'shop-plan-migrate', '-n', namespace, '--wait');
  });
});
