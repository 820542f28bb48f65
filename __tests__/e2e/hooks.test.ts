import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  container,
  deployObjects,
  jobHook,
  type Manifest,
  podHook,
  podSpec,
} from './support/hooks.js';
import { HELM_MAJORS, kubectl, makeNamespace, removeNamespace } from './support/lab.js';
import type { StepResult } from './support/step.js';

interface HookOutput {
  readonly name: string;
  readonly event: string;
  readonly verdict: string;
  readonly attempts: number;
  readonly exitCode: number | null;
}

const say = (text: string) => podSpec([container(`echo ${text}`)]);

describe.each(HELM_MAJORS)('all that a hook can be, Helm %i', (helm) => {
  const namespace = `e2e-hooks-${String(helm)}`;
  const elsewhere = `${namespace}-elsewhere`;

  beforeAll(async () => {
    await makeNamespace(namespace);
    await makeNamespace(elsewhere);
  });
  afterAll(async () => {
    await removeNamespace(namespace);
    await removeNamespace(elsewhere);
  });

  const deploy = (
    release: string,
    objects: readonly Manifest[],
    inputs: Readonly<Record<string, string>> = {},
  ) => deployObjects(helm, objects, { inputs: { release, namespace, ...inputs } });
  /** Texts of the hooks' lines, without their prefix, in the order of the log. */
  const texts = ({ lines }: StepResult) =>
    lines.flatMap(({ text }) => /^[\w.-]+\/[\w.-]+ \| (.*)$/.exec(text)?.[1] ?? []);
  const hooks = ({ outputs }: StepResult) =>
    JSON.parse(outputs['hooks'] ?? '[]') as readonly HookOutput[];

  it('Jobs and Pods before and after, by weight', async () => {
    const objects = [
      jobHook({ name: 'w-after', events: 'post-install' }, say('after')),
      jobHook({ name: 'w-second', weight: 5 }, say('second')),
      podHook({ name: 'w-first', weight: -5 }, say('first')),
    ];
    const result = await deploy('weights', objects);
    expect(result.outputs['outcome']).toBe('deployed');
    expect(texts(result)).toEqual(['first', 'second', 'after']);
    expect(hooks(result).map(({ name, event, verdict }) => `${event} ${name} ${verdict}`)).toEqual([
      'pre-install w-first succeeded',
      'pre-install w-second succeeded',
      'post-install w-after succeeded',
    ]);
  });

  it('one Job for two events is two hooks', async () => {
    const objects = [jobHook({ name: 'twice', events: 'pre-install,post-install' }, say('again'))];
    const result = await deploy('twice', objects);
    expect(texts(result)).toEqual(['again', 'again']);
    expect(
      hooks(result).map(
        ({ event, verdict, attempts }) => `${event} ${verdict} ${String(attempts)}`,
      ),
    ).toEqual(['pre-install succeeded 1', 'post-install succeeded 1']);
  });

  it('a post hook that fails says that the workloads are changed', async () => {
    const objects = [
      jobHook({ name: 'late', events: 'post-install' }, podSpec([container('echo no; exit 4')])),
    ];
    const result = await deploy('late', objects);
    expect(result.outputs).toMatchObject({
      outcome: 'hook-failed',
      workloads: 'changed',
      'exit-code': '4',
    });
  });

  it('in another namespace', async () => {
    const objects = [jobHook({ name: 'far', namespace: elsewhere }, say('far'))];
    const result = await deploy('far', objects);
    expect(texts(result)).toEqual(['far']);
    expect(result.outputs['hooks']).toContain(`"namespace":"${elsewhere}"`);
  });

  it('init containers, a native sidecar and several containers', async () => {
    const pod = podSpec(
      [
        container('sleep 1; echo one', { name: 'one' }),
        container('sleep 2; echo two', { name: 'two' }),
      ],
      {
        initContainers: [
          container('echo init', { name: 'init' }),
          container('echo beside; sleep 600', { name: 'beside', restartPolicy: 'Always' }),
        ],
      },
    );
    const result = await deploy('containers', [jobHook({ name: 'containers' }, pod)]);
    expect(result.outputs['outcome']).toBe('deployed');
    expect(texts(result)).toEqual(['init', 'beside', 'one', 'two']);
    expect(result.log).toMatch(/^containers-\w+\/init \| init$/m);
  });

  it('an init container that fails decides', async () => {
    const pod = podSpec([container('echo never')], {
      initContainers: [container('echo broken; exit 7', { name: 'init' })],
    });
    const result = await deploy('init', [jobHook({ name: 'init' }, pod)]);
    expect(result.outputs).toMatchObject({ outcome: 'hook-failed', 'exit-code': '7' });
    expect(result.outputs['reason']).toBe(
      `Job ${namespace}/init failed: container "init" ended with exit code 7; last line of its log: "broken"`,
    );
  });

  it('attempts up to the backoff limit: each has its log, the last decides', async () => {
    const pod = podSpec([container('echo "$HOSTNAME tries"; exit 5')]);
    const result = await deploy('retries', [
      jobHook({ name: 'retries' }, pod, { backoffLimit: 1 }),
    ]);
    expect(texts(result)).toHaveLength(2);
    expect(new Set(texts(result)).size).toBe(2);
    expect(hooks(result)[0]).toMatchObject({ verdict: 'failed', attempts: 2, exitCode: 5 });
  });

  it('a second attempt that goes well makes the hook good', async () => {
    const failures = "metadata.annotations['batch.kubernetes.io/job-index-failure-count']";
    const pod = podSpec([
      container('if ((FAILURES == 0)); then echo bad; exit 1; fi; echo good', {
        env: [{ name: 'FAILURES', valueFrom: { fieldRef: { fieldPath: failures } } }],
      }),
    ]);
    const spec = {
      backoffLimit: 2,
      backoffLimitPerIndex: 2,
      completionMode: 'Indexed',
      completions: 1,
    };
    const result = await deploy('second', [jobHook({ name: 'second' }, pod, spec)]);
    expect(result.outputs).toMatchObject({ outcome: 'deployed', 'exit-code': '0' });
    expect(texts(result)).toEqual(['bad', 'good']);
    expect(hooks(result)[0]).toMatchObject({ verdict: 'succeeded', attempts: 2, exitCode: 0 });
  });

  it('restarts in one Pod', async () => {
    const script =
      'n=$(cat /work/n 2>/dev/null || echo 0); echo "run $n"; echo $((n + 1)) > /work/n; ((n > 0))';
    const pod = podSpec(
      [container(script, { volumeMounts: [{ name: 'work', mountPath: '/work' }] })],
      {
        restartPolicy: 'OnFailure',
        volumes: [{ name: 'work', emptyDir: {} }],
      },
    );
    const result = await deploy('restarts', [
      jobHook({ name: 'restarts' }, pod, { backoffLimit: 3 }),
    ]);
    expect(result.outputs['outcome']).toBe('deployed');
    expect(texts(result)).toEqual(['run 0', 'run 1']);
  });

  it('an Indexed Job with many Pods at once', async () => {
    const pod = podSpec([container('for i in 1 2 3; do echo "$JOB_COMPLETION_INDEX $i"; done')]);
    const spec = { completionMode: 'Indexed', completions: 8, parallelism: 8 };
    const result = await deploy('indexed', [jobHook({ name: 'indexed' }, pod, spec)]);
    expect(result.outputs['outcome']).toBe('deployed');
    const expected = Array.from({ length: 8 }, (_, pod_) =>
      [1, 2, 3].map((i) => `${String(pod_)} ${String(i)}`),
    ).flat();
    expect([...texts(result)].sort()).toEqual(expected.sort());
  });

  it('a pod failure policy', async () => {
    const policy = {
      rules: [
        { action: 'FailJob', onExitCodes: { containerName: 'main', operator: 'In', values: [42] } },
      ],
    };
    const pod = podSpec([container('echo unmendable; exit 42')]);
    const result = await deploy('policy', [
      jobHook({ name: 'policy' }, pod, { backoffLimit: 6, podFailurePolicy: policy }),
    ]);
    expect(result.outputs).toMatchObject({ outcome: 'hook-failed', 'exit-code': '42' });
    expect(hooks(result)[0]).toMatchObject({ attempts: 1 });
    expect(texts(result)).toEqual(['unmendable']);
  });

  it.each(['hook-succeeded', 'hook-failed', 'before-hook-creation,hook-succeeded,hook-failed'])(
    'deleted by policy %s as it ends',
    async (deletePolicy) => {
      const release = `policy-${deletePolicy.replaceAll(/[^a-z]/g, '').slice(0, 20)}`;
      const fails = deletePolicy.includes('hook-failed');
      const pod = podSpec([container(`echo gone at once; exit ${fails ? '3' : '0'}`)]);
      const result = await deploy(release, [jobHook({ name: release, deletePolicy }, pod)]);
      expect(texts(result)).toEqual(['gone at once']);
      expect(result.outputs).toMatchObject({
        outcome: fails ? 'hook-failed' : 'deployed',
        'exit-code': fails ? '3' : '0',
      });
    },
  );

  it('gone by its TTL', async () => {
    const result = await deploy('ttl', [
      jobHook({ name: 'ttl' }, say('short'), { ttlSecondsAfterFinished: 0 }),
    ]);
    expect(texts(result)).toEqual(['short']);
  });

  it('the Job of an earlier revision is never taken for the new one', async () => {
    const first = await deploy('again', [jobHook({ name: 'again' }, say('old'))]);
    expect(texts(first)).toEqual(['old']);
    const second = await deploy('again', [jobHook({ name: 'again' }, say('new'))]);
    expect(texts(second)).toEqual(['new']);
    expect(hooks(second)[0]).toMatchObject({ event: 'pre-upgrade', attempts: 1 });
  });

  it("a chart's own hook-output-log-policy does not print the log twice", async () => {
    const annotations = { 'helm.sh/hook-output-log-policy': 'hook-succeeded,hook-failed' };
    const result = await deploy('output', [
      jobHook({ name: 'output', annotations }, say('once-only')),
    ]);
    expect(result.lines.filter(({ text }) => text.includes('once-only'))).toHaveLength(1);
  });

  it('records in ConfigMaps', async () => {
    const result = await deployObjects(
      helm,
      [jobHook({ name: 'configmap' }, say('kept elsewhere'))],
      {
        inputs: { release: 'configmap', namespace },
        env: { HELM_DRIVER: 'configmap' },
      },
    );
    expect(texts(result)).toEqual(['kept elsewhere']);
    expect(result.outputs).toMatchObject({
      outcome: 'deployed',
      revision: '1',
      'deployed-revision': '1',
    });
    expect(await kubectl('get', 'configmaps', '-n', namespace, '-o', 'name')).toContain(
      'sh.helm.release.v1.configmap.v1',
    );
  });

  it('Jobs that are no hooks, with wait-for-jobs', async () => {
    const { metadata, ...job } = jobHook({ name: 'plain' }, say('no hook'));
    const plain = { ...job, metadata: { name: (metadata as { name: string }).name } };
    const result = await deploy('plain', [plain], { wait: 'true', 'wait-for-jobs': 'true' });
    expect(texts(result)).toEqual(['no hook']);
    expect(result.outputs['outcome']).toBe('deployed');
  });
});
