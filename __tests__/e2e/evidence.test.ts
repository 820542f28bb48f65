import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  container,
  deployObjects,
  jobHook,
  type Manifest,
  podHook,
  podSpec,
} from './support/hooks.js';
import {
  HELM_MAJORS,
  type HelmMajor,
  kubectl,
  makeNamespace,
  makeTempFolder,
  removeNamespace,
  setting,
} from './support/lab.js';
import { readAdvice } from './support/leftovers.js';
import type { StepResult } from './support/step.js';

const namespaceOf = (helm: HelmMajor) => `e2e-evidence-${String(helm)}`;

interface HookOutput {
  readonly event: string;
  readonly name: string;
  readonly verdict: string;
  readonly exitCode: number | null;
}

const hooksOf = ({ outputs }: StepResult) => JSON.parse(outputs['hooks'] ?? '[]') as HookOutput[];
const verdictsOf = (step: StepResult) =>
  hooksOf(step).map(({ event, name, verdict }) => `${event} ${name} ${verdict}`);
const config = (name: string, value: string): Manifest => ({
  ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } },
  data: { value },
});
const job = (
  name: string,
  script: string,
  hook: { readonly events?: string; readonly deletePolicy?: string } = {},
) => jobHook({ name, ...hook }, podSpec([container(script)]));

beforeAll(async () => {
  await Promise.all(HELM_MAJORS.map((helm) => makeNamespace(namespaceOf(helm))));
});
afterAll(async () => {
  for (const helm of HELM_MAJORS) await removeNamespace(namespaceOf(helm));
});

const deploy = (
  helm: HelmMajor,
  release: string,
  objects: readonly Manifest[],
  more: {
    readonly inputs?: Readonly<Record<string, string>>;
    readonly env?: Record<string, string>;
  } = {},
) =>
  deployObjects(helm, objects, {
    ...(more.env === undefined ? {} : { env: more.env }),
    inputs: { release, namespace: namespaceOf(helm), timeout: '60s', ...more.inputs },
  });

describe('an object of an earlier deploy that has the name of a hook', () => {
  it.concurrent.each(HELM_MAJORS)('a Job that the delete policy keeps, Helm %i', async (helm) => {
    const name = 'left-job';
    const objects = (value: string) => [
      job(name, 'echo migrated', { deletePolicy: 'hook-failed' }),
      config('left', value),
    ];
    expect((await deploy(helm, name, objects('1'))).outputs['outcome']).toBe('deployed');
    const again = await deploy(helm, name, objects('2'), { inputs: { 'require-hook': 'true' } });
    expect([again.exitCode, again.outputs['outcome']]).toEqual([1, 'hook-failed']);
    const place = `Job ${namespaceOf(helm)}/${name}`;
    expect(again.outputs['reason']).toMatch(
      new RegExp(`^${place} did not run: the Job of revision 1 \\(created [^)]*\\) is still there`),
    );
    expect(readAdvice(again)).toBe(
      `Add before-hook-creation to the hook's helm.sh/hook-delete-policy, so that helm removes the old Job first. Then delete that Job once and redeploy: kubectl delete job ${name} --namespace ${namespaceOf(helm)}`,
    );
    // Told before helm starts, too.
    expect(again.log).toMatch(
      new RegExp(
        `^::warning title=[^:]*::${place} may not run in this deploy: the Job of revision 1 \\(created [^)]*\\) is still there, [\\s\\S]*^::(?:group|error)\\b`,
        'm',
      ),
    );
    expect(again.summary).toContain('❌ did not run');
    expect(hooksOf(again)).toMatchObject([{ name, verdict: 'failed', exitCode: null }]);
    // Helm 4 has gone on as if the hook had succeeded.
    expect(again.outputs['workloads']).toBe(helm === 3 ? 'unchanged' : 'changed');
  });

  it.concurrent.each(HELM_MAJORS)('a suspended Job, Helm %i', async (helm) => {
    const name = 'left-suspended';
    const objects = [job(name, 'echo migrated', { deletePolicy: 'hook-succeeded' })];
    const suspended = {
      ...{ apiVersion: 'batch/v1', kind: 'Job', metadata: { name } },
      spec: {
        suspend: true,
        backoffLimit: 0,
        template: { spec: podSpec([container('echo migrated')]) },
      },
    };
    const file = join(makeTempFolder(), 'job.json');
    writeFileSync(file, JSON.stringify(suspended));
    await kubectl('apply', '-n', namespaceOf(helm), '-f', file);
    const step = await deploy(helm, name, objects, { inputs: { timeout: '30s' } });
    expect(step.outputs['outcome']).toBe('hook-failed');
    expect(step.outputs['reason']).toMatch(/ did not run: the Job of an earlier deploy \(created /);
  });

  it.concurrent.each(HELM_MAJORS)('a Pod that a finalizer keeps, Helm %i', async (helm) => {
    const name = 'left-pod';
    const pod = podHook({ name }, podSpec([container('echo migrated')]));
    const held = {
      ...pod,
      metadata: { ...(pod['metadata'] as object), finalizers: ['helm-migrate.test/keep'] },
    };
    expect((await deploy(helm, name, [held])).outputs['outcome']).toBe('deployed');
    const again = await deploy(helm, name, [held], { inputs: { timeout: '10s' } });
    const patch = '{"metadata":{"finalizers":null}}';
    await kubectl('patch', 'pod', name, '-n', namespaceOf(helm), '--type=merge', '-p', patch);
    expect(again.outputs['outcome']).toBe('hook-failed');
    expect(again.outputs['reason']).toMatch(
      / did not run: the Pod of revision 1 \(created \S+\) is still there, kept by its finalizer helm-migrate\.test\/keep/,
    );
    expect(readAdvice(again)).toMatch(/^The Pod is marked for deletion\. Find out why /);
  });
});

describe('an exit code that helm did not earn', () => {
  it.concurrent.each(HELM_MAJORS)('a wrapper that loses it, Helm %i', async (helm) => {
    const folder = makeTempFolder();
    const real = join(setting(helm === 3 ? 'HM_HELM3' : 'HM_HELM4'), 'helm');
    writeFileSync(
      join(folder, 'helm'),
      `#!/bin/bash\n"${real}" "$@" 2>&1 | tee "${folder}/out"\n`,
      {
        mode: 0o755,
      },
    );
    const PATH = `${folder}:${process.env['PATH'] ?? ''}`;
    const step = await deploy(helm, 'wrapped', [{ kind: 'Nonsense' }], { env: { PATH } });
    expect([step.exitCode, step.outputs['outcome']]).toEqual([1, 'deploy-failed']);
    expect(step.outputs['reason']).toMatch(
      /^helm ended with exit code 0, but it created no revision of /,
    );
  });
});

describe('a hook of post events', () => {
  it.concurrent.each(HELM_MAJORS)('is one that ran, Helm %i', async (helm) => {
    const hook = job('post', 'echo applied 001', {
      ...{
        events: 'post-install,post-upgrade',
        deletePolicy: 'before-hook-creation,hook-succeeded',
      },
    });
    const first = await deploy(helm, 'post', [hook], { inputs: { 'require-hook': 'true' } });
    expect(first.outputs['outcome']).toBe('deployed');
    const lax = await deploy(helm, 'post', [hook]);
    expect(lax.log).not.toMatch(/^::(?:notice|warning)\b/m);
  });
});

describe('one object for two events', () => {
  const events = 'pre-install,pre-upgrade,post-install,post-upgrade';
  const account: Manifest = {
    ...{ apiVersion: 'v1', kind: 'ServiceAccount' },
    metadata: {
      name: 'two-events',
      annotations: {
        'helm.sh/hook': events,
        'helm.sh/hook-weight': '-1',
        'helm.sh/hook-delete-policy': 'before-hook-creation,hook-succeeded',
      },
    },
  };
  /** The Job's second Pod of a deploy finds what the first one has left on the node. */
  const step = (mark: string, first: number, second: number) => {
    const path = `/tmp/hm-two-events-${mark}`;
    const script = `if [ -e /h/x ]; then rm /h/x; echo second run; exit ${String(second)}; else touch /h/x; echo first run; exit ${String(first)}; fi`;
    const spec = podSpec(
      [
        container(script, {
          volumeMounts: [{ name: 'h', mountPath: '/h' }],
          securityContext: { runAsUser: 0 },
        }),
      ],
      {
        volumes: [{ name: 'h', hostPath: { path, type: 'DirectoryOrCreate' } }],
      },
    );
    return jobHook({ name: 'step', events }, spec);
  };

  it.concurrent.each(HELM_MAJORS)('each has its own verdict, Helm %i', async (helm) => {
    const mark = `${String(process.pid)}-${String(helm)}`;
    const deployTwo = (first: number, second: number, value: string) =>
      deploy(helm, 'two', [account, step(mark, first, second), config('two', value)]);

    const good = await deployTwo(0, 0, '1');
    expect(good.outputs['outcome']).toBe('deployed');
    expect(verdictsOf(good)).toEqual([
      'pre-install two-events created',
      'pre-install step succeeded',
      'post-install two-events created',
      'post-install step succeeded',
    ]);
    expect(good.log).toMatch(/^::group::Hook 1 of 2: Job step \(pre-install, weight 0\)$/m);
    expect(good.log).toMatch(/^::group::Hook 2 of 2: Job step \(post-install, weight 0\)$/m);
    expect(good.log.match(/^✅ Job step succeeded \(exit code 0/gm)).toHaveLength(2);

    const second = await deployTwo(0, 3, '2');
    expect(second.outputs).toMatchObject({
      outcome: 'hook-failed',
      workloads: 'changed',
      'exit-code': '3',
    });
    expect(verdictsOf(second)).toEqual([
      'pre-upgrade two-events created',
      'pre-upgrade step succeeded',
      'post-upgrade two-events created',
      'post-upgrade step failed',
    ]);

    const first = await deployTwo(4, 0, '3');
    expect(first.outputs).toMatchObject({
      outcome: 'hook-failed',
      workloads: 'unchanged',
      'exit-code': '4',
    });
    expect(verdictsOf(first).slice(1)).toEqual([
      'pre-upgrade step failed',
      'post-upgrade two-events not-seen',
      'post-upgrade step not-seen',
    ]);
  });
});

describe('an object whose name the API server makes up', () => {
  /** Each release its own beginning: a Job says of no release that it is its. */
  const generated = (prefix: string, script: string, deletePolicy: string): Manifest => {
    const hook = job('x', script, { deletePolicy });
    const { annotations } = hook['metadata'] as Readonly<Record<string, unknown>>;
    return { ...hook, metadata: { annotations, generateName: prefix } };
  };

  it.concurrent.each(HELM_MAJORS)(
    'helm cannot look for it, and the reason says so, Helm %i',
    async (helm) => {
      const objects = [
        generated('nameless-', 'true', 'before-hook-creation'),
        config('nameless', '1'),
      ];
      const step = await deploy(helm, 'nameless', objects);
      expect(step.outputs['reason']).toMatch(
        /^Job e2e-evidence-\d\/nameless-\* did not run: helm cannot run a hook that has metadata\.generateName /,
      );
      expect(step.outputs).toMatchObject({ outcome: 'hook-failed', workloads: 'unchanged' });
    },
  );

  it.concurrent.each(HELM_MAJORS)('is followed where helm makes it, Helm %i', async (helm) => {
    const objects = (script: string) => [
      generated('made-up-', script, 'hook-succeeded'),
      config('made-up', script),
    ];
    const good = await deploy(helm, 'made-up', objects('echo migrated'));
    const bad = await deploy(helm, 'made-up', objects('echo broken; exit 5'));
    if (helm === 4) {
      // Server-side apply needs a name: the hook is never made.
      for (const step of [good, bad]) {
        expect(step.outputs).toMatchObject({ outcome: 'hook-failed', workloads: 'unchanged' });
        expect(step.outputs['reason']).toMatch(/made-up-\* did not run: helm cannot run a hook /);
      }
      return;
    }
    // It succeeds, and then helm cannot delete it.
    expect(good.log).toMatch(/^made-up-\S+\/main \| migrated$/m);
    expect(good.outputs).toMatchObject({ outcome: 'deploy-failed', workloads: 'unchanged' });
    expect(readAdvice(good)).toMatch(/^Give the hook a fixed metadata\.name /);
    expect(bad.outputs).toMatchObject({
      ...{ outcome: 'hook-failed', workloads: 'unchanged', 'exit-code': '5' },
      reason: expect.stringMatching(
        /^Job e2e-evidence-3\/made-up-\w+ failed: .*; last line of its log: "broken"$/,
      ),
    });
  });
});

describe('a rollback', () => {
  it.concurrent.each(HELM_MAJORS)(
    'tells of no hook that did not run in it, Helm %i',
    async (helm) => {
      const hook = job('label', 'echo labelled', {
        events: 'post-install,post-upgrade,post-rollback',
      });
      const app = (version: string): Manifest => ({
        ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'app' } },
        spec: {
          selector: { matchLabels: { app: 'app' } },
          template: {
            metadata: { labels: { app: 'app' }, annotations: { version } },
            spec: {
              terminationGracePeriodSeconds: 1,
              containers: [
                container('sleep 1000', { readinessProbe: { exec: { command: ['false'] } } }),
              ],
            },
          },
        },
      });
      expect((await deploy(helm, 'back', [hook, app('1')])).outputs['outcome']).toBe('deployed');
      const inputs = { atomic: 'true', timeout: '8s' };
      const failed = await deploy(helm, 'back', [hook, app('2')], { inputs });
      expect(verdictsOf(failed)).toEqual([
        'post-upgrade label not-seen',
        'post-rollback label not-seen',
      ]);
    },
  );
});
