import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type FakeRegistry, startFakeRegistry } from '../fakes/fake-registry.js';
import { container, deployObjects, jobHook, type Manifest, podSpec } from './support/hooks.js';
import {
  getObject,
  HELM_MAJORS,
  kubectl,
  makeNamespace,
  readHistory,
  removeNamespace,
} from './support/lab.js';

interface Job {
  readonly spec: { readonly suspend?: boolean };
  readonly status: { readonly succeeded?: number };
}

const NO_REGISTRY = 'helm-migrate.invalid/no-such-image:1';
describe.each(HELM_MAJORS)('ending helm early, Helm %i', (helm) => {
  const namespace = `e2e-fail-fast-${String(helm)}`;

  beforeAll(() => makeNamespace(namespace));
  afterAll(() => removeNamespace(namespace));

  const migration = (release: string, pod: Manifest, spec: Manifest = {}) =>
    jobHook({ name: `${release}-migration`, weight: -1 }, pod, spec);
  const deploy = (
    release: string,
    objects: readonly Manifest[],
    inputs: Readonly<Record<string, string>> = {},
  ) => deployObjects(helm, objects, { inputs: { release, namespace, timeout: '3m', ...inputs } });
  const good = podSpec([container('echo migrated')]);

  it('after fail-fast for an image that cannot be pulled; it does not start later; the next deploy works', async () => {
    const release = 'image';
    const pod = podSpec([container('true', { image: NO_REGISTRY })]);
    const result = await deploy(release, [migration(release, pod)], { 'fail-fast': '8s' });
    expect(result).toExitWith(1);
    expect(result.outputs).toMatchObject({ outcome: 'hook-failed', workloads: 'unchanged' });
    expect(result.outputs['reason']).toMatch(
      new RegExp(
        `^Job ${namespace}/image-migration did not start: (ErrImagePull|ImagePullBackOff): .*; helm was stopped after (8|9) s$`,
      ),
    );
    expect(result.log).toMatch(
      /^Job image-migration is waiting: (ErrImagePull|ImagePullBackOff): /m,
    );
    expect(result.log).toMatch(/^Ending helm: Job .* cannot start: /m);
    expect(await readHistory(namespace, release)).toEqual(['failed']);
    const job = await getObject<Job>(namespace, 'job', 'image-migration');
    expect(job.spec.suspend).toBe(true);
    expect(result.summary).toContain('was suspended, so it does not start later');

    const again = await deploy(release, [migration(release, good)]);
    expect(again.outputs).toMatchObject({ outcome: 'deployed' });
    expect((await readHistory(namespace, release)).at(-1)).toBe('deployed');
  });

  it('at once for what is no name of an image', async () => {
    const release = 'name';
    const pod = podSpec([container('true', { image: 'Not A Name' })]);
    const result = await deploy(release, [migration(release, pod)]);
    expect(result.outputs['outcome']).toBe('hook-failed');
    expect(result.outputs['reason']).toMatch(
      /did not start: InvalidImageName: .*; helm was stopped at once$/,
    );
    expect(await readHistory(namespace, release)).toEqual(['failed']);
  });

  it('at once for a program that does not exist, and not after its last attempt alone', async () => {
    const release = 'program';
    const pod = podSpec([container('', { command: ['/no/such/program'] })]);
    const result = await deploy(release, [migration(release, pod, { backoffLimit: 4 })]);
    expect(result.outputs['outcome']).toBe('hook-failed');
    expect(result.outputs['reason']).toMatch(/cannot start: StartError: .*no such file/);
    expect(await readHistory(namespace, release)).toEqual(['failed']);
    const job = await getObject<Job>(namespace, 'job', 'program-migration');
    expect(job.spec.suspend).toBe(true);
  });

  it('never where fail-fast is off', async () => {
    const release = 'off';
    const pod = podSpec([container('true', { image: 'Not A Name' })]);
    const inputs = { 'fail-fast': 'off', timeout: '12s' };
    const result = await deploy(release, [migration(release, pod)], inputs);
    expect(result.outputs['outcome']).toBe('hook-failed');
    expect(result.log).not.toContain('Ending helm');
    expect(await readHistory(namespace, release)).toEqual(['failed']);
    // What did not start is kept from it all the same.
    expect((await getObject<Job>(namespace, 'job', 'off-migration')).spec.suspend).toBe(true);
  });

  it('by a cancel: a hook that has not started does not start later', async () => {
    const release = 'cancelled';
    const pod = podSpec([container('true', { image: NO_REGISTRY })]);
    const result = await deployObjects(helm, [migration(release, pod)], {
      inputs: { release, namespace, timeout: '3m' },
      onLine: (text, step) => {
        if (text.includes('is waiting: ')) step.kill('SIGINT');
      },
    });
    expect(result.outputs).toMatchObject({
      outcome: 'cancelled',
      reason: 'The run was cancelled.',
    });
    expect(result.summary).toContain('Job cancelled-migration was suspended');
    expect(await readHistory(namespace, release)).toEqual(['failed']);
    const job = await getObject<Job>(namespace, 'job', 'cancelled-migration');
    expect(job.spec.suspend).toBe(true);
  });

  it('follows a hook that outlives helm to its end', async () => {
    const release = 'slow';
    const pod = podSpec([container('echo begun; sleep 30; echo done')]);
    const result = await deploy(release, [migration(release, pod)], { timeout: '15s' });
    expect(result).toExitWith(1);
    expect(result.log).toMatch(
      /^helm stopped waiting \(exit code 1\); following Job slow-migration, which is still running, for up to 30 min/m,
    );
    expect(result.log).toMatch(/slow-migration-\w+\/main \| done/);
    expect(result.outputs['outcome']).toBe('deploy-failed');
    expect(result.outputs['reason']).toMatch(
      /^helm stopped waiting \(.*\), and Job .*slow-migration succeeded \d+ s later\. The hook's work is done, but the release was not deployed\.$/,
    );
    const job = await getObject<Job>(namespace, 'job', 'slow-migration');
    expect(job.spec.suspend ?? false).toBe(false);
    expect(job.status.succeeded).toBe(1);
  });

  it('follows a hook that outlives helm no longer than it may', async () => {
    const release = 'slower';
    const pod = podSpec([container('sleep 60')]);
    const inputs = { timeout: '20s', 'active-hook-timeout': '6s' };
    const result = await deploy(release, [migration(release, pod)], inputs);
    expect(result.outputs['outcome']).toBe('hook-running');
    expect(result.outputs['reason']).toMatch(/ \(followed for \d+ s more\)$/);
  });
});

/** Other answers of registries are in verdicts.test.ts. */
describe('an image of which its registry says', () => {
  const namespace = 'e2e-registry';
  let registry: FakeRegistry;
  beforeAll(async () => {
    registry = await startFakeRegistry();
    await makeNamespace(namespace);
  });
  afterAll(async () => {
    registry.close();
    await removeNamespace(namespace);
  });

  it.each([
    ['denied', '403, so that it is not ours', /403 Forbidden/, true],
    ['down', '503, so that it cannot be had just now', /503 Service Unavailable/, false],
  ])('%s: %s', async (release, _title, said, isEnded) => {
    const pod = podSpec([container('true', { image: `${registry.address}/${release}/x:1` })]);
    const result = await deployObjects(4, [jobHook({ name: release }, pod)], {
      inputs: { release, namespace, 'fail-fast': '4s', timeout: isEnded ? '2m' : '20s' },
    });
    expect(result.outputs['outcome']).toBe('hook-failed');
    expect(result.outputs['reason']).toMatch(said);
    expect(/helm was stopped after [45] s$/.test(result.outputs['reason'] ?? '')).toBe(isEnded);
    expect((await getObject<Job>(namespace, 'job', release)).spec.suspend).toBe(true);
  });
});

describe('a hook whose end helm does not notice', () => {
  const namespace = 'e2e-unnoticed-4';
  beforeAll(() => makeNamespace(namespace));
  afterAll(() => removeNamespace(namespace));

  it('Helm 4 is ended when the Job was deleted', async () => {
    const objects = [jobHook({ name: 'gone' }, podSpec([container('echo begun; sleep 100')]))];
    const result = await deployObjects(4, objects, {
      inputs: { release: 'gone', namespace, timeout: '3m' },
      onLine: (text) => {
        if (text.endsWith('| begun')) void kubectl('delete', 'job', 'gone', '-n', namespace);
      },
    });
    expect(result.outputs['outcome']).toBe('hook-failed');
    expect(result.outputs['reason']).toMatch(
      /^Job e2e-unnoticed-4\/gone failed: Deleted: .*; helm did not notice, and was stopped after 1\d s$/,
    );
    expect(await readHistory(namespace, 'gone')).toEqual(['failed']);
  });
});
