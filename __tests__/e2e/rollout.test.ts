import { describe, expect, it } from '@jest/globals';
import { container, deployObjects, jobHook, type Manifest, podSpec } from './support/hooks.js';
import { HELM_MAJORS, kubectl, makeNamespace, removeNamespace } from './support/lab.js';
import { readAdvice } from './support/leftovers.js';

const READY = 'touch /tmp/ready; exec sleep infinity';
const BROKEN = 'echo starting; echo "cannot read config /etc/app.yaml" >&2; exit 3';
/** Without a probe a container that ends at once counts as ready for a moment. */
const PROBE = {
  readinessProbe: { periodSeconds: 4, exec: { command: ['test', '-e', '/tmp/ready'] } },
};

interface WorkloadOptions {
  readonly kind?: string;
  readonly script?: string;
  readonly main?: Manifest;
  readonly pod?: Manifest;
  readonly spec?: Manifest;
}

/** A workload `api` that becomes ready, unless told otherwise. */
function workload({ kind = 'Deployment', script = READY, main, pod, spec }: WorkloadOptions = {}) {
  const labels = { app: 'api' };
  const template = {
    metadata: { labels },
    spec: podSpec([container(script, { ...PROBE, ...main })], { restartPolicy: 'Always', ...pod }),
  };
  const replicas = kind === 'DaemonSet' ? {} : { replicas: 2 };
  const named = kind === 'StatefulSet' ? { serviceName: 'api' } : {};
  return {
    ...{ apiVersion: 'apps/v1', kind, metadata: { name: 'api' } },
    spec: { ...replicas, ...named, selector: { matchLabels: labels }, template, ...spec },
  };
}

/** One way in which a rollout fails, and what must be said of it. */
interface Case {
  readonly name: string;
  readonly objects: readonly Manifest[];
  readonly reason: RegExp;
  readonly advice: RegExp;
  readonly told?: RegExp;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly before?: (namespace: string) => Promise<unknown>;
  /** A good revision is there before. */
  readonly isUpgrade?: boolean;
  /** Helm 3 takes a DaemonSet for ready when one Pod may be unavailable, and it has one node. */
  readonly onlyHelm4?: boolean;
  /** `not-ready` where it is left out. */
  readonly cause?: string;
}

const CLAIM = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data' },
  spec: {
    accessModes: ['ReadWriteOnce'],
    storageClassName: 'no-such-class',
    resources: { requests: { storage: '1Gi' } },
  },
};
const MIGRATES = {
  initContainers: [container('echo "ERROR: relation users exists"; exit 1', { name: 'migrate' })],
};
/** As goose prints it. */
const DEADLOCK =
  'echo "OK   1_users.sql (1ms)"; echo "goose run: ERROR 2_orders.sql: deadlock detected"; exit 1';
const MIGRATED =
  'echo "OK   1_users.sql (1ms)"; sleep 2; echo "goose: up to current file version: 1"';
const FIX = /^Fix the error that the container logged, then redeploy\./;
const CRASH = /container "main" exits with code 3: cannot read config \/etc\/app\.yaml/;

const CASES: readonly Case[] = [
  {
    name: 'crash-loop',
    objects: [
      jobHook({ name: 'migrate' }, podSpec([container('echo "Applied 5 migrations"')])),
      workload({ script: BROKEN }),
    ],
    isUpgrade: true,
    reason:
      /^Deployment \S+\/api is not ready \(0 of 2\): container "main" exits with code 3: cannot read config \/etc\/app\.yaml/,
    advice:
      /logged, then redeploy\. 5 migrations are applied; the old version must work with them\. 2 older Pods still serve\.$/,
    told: /^api-\S+\/main \| cannot read config \/etc\/app\.yaml$/m,
  },
  {
    name: 'crash-install',
    objects: [workload({ script: BROKEN })],
    reason: CRASH,
    advice: /redeploy\. No Pod of Deployment \S+\/api is ready: nothing serves\.$/,
    told: /^Deployment api: 0 of 2 ready$/m,
  },
  {
    name: 'init-fails',
    objects: [workload({ pod: MIGRATES })],
    reason: /\(0 of 2\): init container "migrate" exits with code 1: ERROR: relation users exists/,
    advice: /^Fix the error that the init container logged, then redeploy\./,
  },
  {
    name: 'init-migrates',
    objects: [workload({ pod: { initContainers: [container(DEADLOCK, { name: 'migrate' })] } })],
    reason: /init container "migrate" exits with code 1: deadlock detected(?: \(\d restarts?\))?$/,
    advice: /^Fix the migration, then redeploy\./,
    told: /^api-\S+\/migrate \| goose run: ERROR 2_orders\.sql: deadlock detected$/m,
  },
  {
    name: 'waited-job',
    objects: [
      {
        ...{ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'seed' } },
        spec: {
          backoffLimit: 0,
          template: {
            spec: podSpec([container('echo "Error: no such file: seed.sql" >&2; exit 4')]),
          },
        },
      },
    ],
    inputs: { 'wait-for-jobs': 'true' },
    reason:
      /^Job \S+\/seed failed: container "main" ended with exit code 4: Error: no such file: seed\.sql/,
    advice: /logged, then redeploy\./,
    told: /^seed-\S+\/main \| Error: no such file: seed\.sql$/m,
    cause: 'hook-exit',
  },
  {
    name: 'image-missing',
    objects: [workload({ main: { image: 'helm-migrate.invalid/none:1' } })],
    reason: /\(0 of 2\): (?:ErrImagePull|ImagePullBackOff): .*; helm was stopped after \d+ s$/,
    advice: /^The registry's host name does not exist\./,
    told: /^Ending helm: Deployment \S+\/api cannot become ready: /m,
  },
  {
    name: 'never-ready',
    objects: [
      workload({
        main: {
          readinessProbe: {
            ...{ periodSeconds: 2, timeoutSeconds: 20 },
            exec: { command: ['sh', '-c', 'echo warming up; exit 1'] },
          },
        },
      }),
    ],
    reason: /\(0 of 2\): the readiness probe of container "main" fails: warming up$/,
    advice: /^Check the readinessProbe of container "main"/,
  },
  {
    name: 'liveness',
    objects: [
      workload({
        script: 'exec sleep infinity',
        main: {
          livenessProbe: {
            ...{ periodSeconds: 2, timeoutSeconds: 20, failureThreshold: 2 },
            exec: { command: ['sh', '-c', 'echo no answer; exit 1'] },
          },
        },
      }),
    ],
    inputs: { timeout: '60s' },
    reason:
      /Kubernetes restarts container "main": its liveness probe fails: no answer \(\d restarts?\)$/,
    advice: /^Check the livenessProbe of container "main"/,
  },
  {
    name: 'unschedulable',
    objects: [workload({ pod: { nodeSelector: { disk: 'none-such' } } })],
    reason: /\(0 of 2\): Unschedulable: /,
    advice:
      /^No node matches the Pod\. Compare nodeSelector, affinity and tolerations of the workload/,
  },
  {
    name: 'missing-secret',
    objects: [workload({ main: { envFrom: [{ secretRef: { name: 'none' } }] } })],
    reason:
      /\(0 of 2\): CreateContainerConfigError: secret "none" not found; helm was stopped after \d+ s$/,
    advice: /^Create secret "none" in namespace \S+\. No Pod of/,
  },
  {
    name: 'claim',
    objects: [
      CLAIM,
      workload({
        pod: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] },
      }),
    ],
    reason:
      /^PersistentVolumeClaim \S+\/data is not bound: ProvisioningFailed: storageclass\S* "no-such-class" not found; 1 other workload is not ready$/,
    advice: /kubectl describe pvc data/,
  },
  {
    name: 'quota',
    objects: [workload()],
    before: (namespace) => kubectl('create', 'quota', 'one', '-n', namespace, '--hard=pods=1'),
    reason: /\(1 of 2\): FailedCreate: exceeded quota: one/,
    advice: /^ResourceQuota one is used up\./,
  },
  {
    name: 'stateful-set',
    objects: [workload({ kind: 'StatefulSet', script: BROKEN })],
    reason:
      /^StatefulSet \S+\/api is not ready \(0 of 2\): container "main" exits with code 3: cannot read/,
    advice: FIX,
  },
  {
    name: 'daemon-set',
    onlyHelm4: true,
    objects: [workload({ kind: 'DaemonSet', script: BROKEN })],
    reason:
      /^DaemonSet \S+\/api is not ready \(0 of \d\): container "main" exits with code 3: cannot read/,
    advice: FIX,
  },
  {
    name: 'atomic',
    objects: [workload({ script: BROKEN })],
    isUpgrade: true,
    inputs: { atomic: 'true' },
    reason: /container "main" exits with code 3: cannot read .* \(rolled back to revision 1\)$/,
    advice: FIX,
  },
];

const INPUTS = { wait: 'true', timeout: '40s', 'fail-fast': '5s' };
const TIMEOUT_MS = 300_000;

describe.each(HELM_MAJORS)('a rollout that fails, Helm %i', (helm) => {
  it.concurrent.each(CASES.filter(({ onlyHelm4 }) => helm === 4 || onlyHelm4 !== true))(
    '$name',
    async ({
      name,
      objects,
      reason,
      advice,
      told,
      before,
      isUpgrade,
      inputs = {},
      cause = 'not-ready',
    }) => {
      const namespace = `e2e-rollout-${name}-${String(helm)}`;
      await makeNamespace(namespace);
      try {
        await before?.(namespace);
        if (isUpgrade === true)
          await deployObjects(helm, [workload()], {
            inputs: { namespace, wait: 'true', timeout: '120s' },
          });
        const result = await deployObjects(helm, objects, {
          inputs: { namespace, ...INPUTS, ...inputs },
        });
        expect(result.outputs['reason']).toMatch(reason);
        expect(readAdvice(result)).toMatch(advice);
        expect(result.outputs).toMatchObject({ outcome: 'rollout-failed', cause });
        if (cause === 'not-ready') expect(result.summary).toContain('### Workloads');
        if (told !== undefined) expect(result.log).toMatch(told);
      } finally {
        await removeNamespace(namespace);
      }
    },
    TIMEOUT_MS,
  );
});

describe.each(HELM_MAJORS)('a rollout that goes well, Helm %i', (helm) => {
  const run = async (
    name: string,
    objects: readonly Manifest[],
    inputs: Readonly<Record<string, string>>,
  ) => {
    const namespace = `e2e-rollout-${name}-${String(helm)}`;
    await makeNamespace(namespace);
    try {
      return await deployObjects(helm, objects, { inputs: { namespace, ...inputs } });
    } finally {
      await removeNamespace(namespace);
    }
  };

  it.concurrent(
    'shows its init containers live, reads their migrations, and warns of several at once',
    async () => {
      const init = { initContainers: [container(MIGRATED, { name: 'migrate' })] };
      const objects = [workload({ pod: init, spec: { replicas: 3 } })];
      const { log, lines, outputs } = await run('init-good', objects, {
        wait: 'true',
        timeout: '120s',
      });
      expect(outputs).toMatchObject({ outcome: 'deployed', applied: '3' });
      expect(JSON.parse(outputs['migrations'] ?? '')).toMatchObject([
        { tool: 'goose', id: '1_users.sql', state: 'applied-now' },
      ]);
      const texts = lines.map(({ text }) => text);
      for (const said of [/\/migrate \| OK {3}1_users/, /\/migrate \| goose: up to current/])
        expect(texts.filter((text) => said.test(text))).toHaveLength(3);
      const first = lines.find(({ text }) => text.includes('/migrate | OK'));
      const ready = lines.find(({ text }) => text === 'Deployment api: 3 of 3 ready');
      expect(first?.at).toBeLessThan(ready?.at ?? 0);
      expect(log).toMatch(
        /^::notice title=Helm Migrate::The init containers of 3 Pods of Deployment \S+\/api ran migrations \(goose\)\. /m,
      );
    },
    TIMEOUT_MS,
  );

  it.concurrent(
    'is not followed without "wait", and one line says so',
    async () => {
      const { log, outputs } = await run('unwaited', [workload()], {});
      expect(outputs).toMatchObject({ outcome: 'deployed', rollout: '[]' });
      expect(log).toContain("helm did not wait for the release's workload: ");
      expect(log).not.toContain('Deployment api');
    },
    TIMEOUT_MS,
  );
});
