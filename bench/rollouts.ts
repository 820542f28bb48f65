import { container, type Manifest } from '../__tests__/e2e/support/hooks.js';
import { readApi } from '../__tests__/e2e/support/api.js';
import type { KubeEvent } from '../src/hooks/events.js';
import { claim, workload } from './workload.js';
import { type ContainerStatus, listStatuses, type Pod } from '../src/hooks/targets.js';

/** What the API server tells of a namespace. */
export interface Told {
  readonly pods: readonly Pod[];
  readonly events: readonly KubeEvent[];
}

/** One way in which a rollout fails. */
export interface RolloutFailure {
  readonly name: string;
  readonly objects: readonly Manifest[];
  /** What is there before, in the namespace. */
  readonly before?: readonly Manifest[];
  /** True once the API server tells of the cause. */
  readonly isTold: (told: Told) => boolean;
  /** How the log says why. */
  readonly why: RegExp;
  /** What is looked at later on purpose gets so many seconds instead of the usual ones. */
  readonly mostSeconds?: number;
}

const BROKEN = 'echo starting; echo "cannot read config /etc/app.yaml" >&2; exit 3';
const FAILS = { exec: { command: ['sh', '-c', 'echo no answer; exit 1'] }, periodSeconds: 1 };

const ends = ({ state, lastState }: ContainerStatus) =>
  ((state?.terminated ?? lastState?.terminated)?.exitCode ?? 0) !== 0;
const waitsFor = (reason: RegExp) => (told: Told) =>
  told.pods.flatMap(listStatuses).some(({ state }) => reason.test(state?.waiting?.reason ?? ''));
const hasEnded = ({ pods }: Told) => pods.flatMap(listStatuses).some(ends);
const warns = (wanted: string) => (told: Told) =>
  told.events.some(({ reason }) => reason === wanted);
const isUnschedulable = ({ pods }: Told) =>
  pods.some(({ status }) => status?.conditions?.some(({ reason }) => reason === 'Unschedulable'));

const CRASH = /container "main" exits with code 3: cannot read config/;

/** The failures of a rollout that are measured. */
export const ROLLOUT_FAILURES: readonly RolloutFailure[] = [
  { name: 'crash-loop', objects: [workload({ script: BROKEN })], isTold: hasEnded, why: CRASH },
  {
    name: 'init-fails',
    objects: [workload({ pod: { initContainers: [container(BROKEN, { name: 'migrate' })] } })],
    isTold: hasEnded,
    why: /init container "migrate" exits with code 3: cannot read config/,
  },
  {
    name: 'image-missing',
    objects: [workload({ main: { image: 'helm-migrate.invalid/none:1' } })],
    isTold: waitsFor(/^(?:ErrImagePull|ImagePullBackOff)$/),
    why: /not ready: (?:ErrImagePull|ImagePullBackOff): /,
  },
  {
    name: 'never-ready',
    objects: [workload({ main: { readinessProbe: FAILS } })],
    isTold: warns('Unhealthy'),
    why: /the readiness probe of container "main" fails: no answer/,
    mostSeconds: 20,
  },
  {
    name: 'liveness-kills',
    objects: [
      workload({
        script: 'exec sleep infinity',
        main: { livenessProbe: { ...FAILS, failureThreshold: 2 } },
      }),
    ],
    isTold: warns('Killing'),
    why: /its liveness probe fails: no answer/,
  },
  {
    name: 'unschedulable',
    objects: [workload({ pod: { nodeSelector: { disk: 'none-such' } } })],
    isTold: isUnschedulable,
    why: /not ready: Unschedulable: /,
  },
  {
    name: 'missing-secret',
    objects: [workload({ main: { envFrom: [{ secretRef: { name: 'none' } }] } })],
    isTold: waitsFor(/^CreateContainerConfigError$/),
    why: /CreateContainerConfigError: secret "none" not found/,
  },
  {
    name: 'claim-pending',
    objects: [
      claim(),
      workload({
        pod: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] },
      }),
    ],
    isTold: warns('ProvisioningFailed'),
    why: /^PersistentVolumeClaim data: ProvisioningFailed: /,
  },
  {
    name: 'quota',
    objects: [workload()],
    before: [
      {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'one' },
        spec: { hard: { pods: '1' } },
      },
    ],
    isTold: warns('FailedCreate'),
    why: /FailedCreate: exceeded quota: one/,
  },
  {
    name: 'stateful-set',
    objects: [workload({ kind: 'StatefulSet', script: BROKEN })],
    isTold: hasEnded,
    why: CRASH,
  },
  {
    name: 'daemon-set',
    objects: [workload({ kind: 'DaemonSet', script: BROKEN })],
    isTold: hasEnded,
    why: CRASH,
  },
];

/** What the API server tells of a namespace now. */
export async function readTold(namespace: string): Promise<Told> {
  const list = async <T>(what: string) => {
    const path = `/api/v1/namespaces/${namespace}/${what}`;
    return (await readApi<{ readonly items: readonly T[] }>(path))?.items ?? [];
  };
  const [pods, events] = await Promise.all([list<Pod>('pods'), list<KubeEvent>('events')]);
  return { pods, events };
}
