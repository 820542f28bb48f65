import { container, type Manifest, podSpec } from '../hooks.js';
import { kubectl } from '../lab.js';
import { type Cause, cutOff, HOOK, hookJob, kubectlIn, type Place } from './cause.js';

/** What is advised where a node was drained, or is gone; the source of a regular expression. */
export const NODE_IS_GONE =
  'Its node was drained or lost, which ended the Pod\\. The migration is not the cause\\. Redeploy\\. The annotation cluster-autoscaler\\.kubernetes\\.io/safe-to-evict: "false" keeps an autoscaler from evicting the Pod\\.';

/** Hooks whose node is not there any more. The node is only an object: its kubelet is this file, and falls silent. */
export const NODES: readonly Cause[] = [
  {
    name: 'node-gone',
    objects: (place) => [hookOnNode(place)],
    before: makeNode,
    ready: beReady,
    meanwhile: async (place) => {
      await playKubelet(place);
      await kubectl('delete', 'node', place.namespace);
    },
    // Kubernetes clears away what ran on a node 40 to 60 s after its end.
    inputs: { timeout: '100s' },
    end: 'helm',
    expected: () => cutOff('DeletionByPodGC: PodGC: node no longer exists', NODE_IS_GONE),
  },
  {
    name: 'node-lost',
    objects: (place) => [hookOnNode(place)],
    before: makeNode,
    ready: beReady,
    // A Pod that is ready only after its node was lost is not marked: on a machine that is busy, it comes late.
    meanwhile: async (place) => {
      await playKubelet(place);
      await beReady(place);
    },
    // A node that says nothing counts as lost after 50 s.
    inputs: { timeout: '120s' },
    end: 'timeout',
    expected: () => ({
      outcome: 'hook-running',
      reason: new RegExp(
        `^helm stopped waiting for Job \\S+/${HOOK}: it ran on node \\S+, which has not responded since \\S+ \\(followed for \\d+ s more\\)$`,
      ),
      advice:
        /^It may still run there: check the node before the next deploy\. If the machine is off for good, kubectl delete node \S+ lets Kubernetes remove what ran on it\.$/,
    }),
  },
];

/** Nobody comes to this node but who names it. */
function makeNode({ namespace: name }: Place): readonly Manifest[] {
  const taints = [{ key: name, effect: 'NoSchedule' }];
  return [{ apiVersion: 'v1', kind: 'Node', metadata: { name }, spec: { taints } }];
}

function hookOnNode({ namespace }: Place): Manifest {
  const more = { nodeName: namespace, terminationGracePeriodSeconds: 0 };
  return hookJob(podSpec([container('echo never')], more));
}

async function beReady(place: Place): Promise<void> {
  const conditions = [{ type: 'Ready', status: 'True', lastHeartbeatTime: now() }];
  await patchStatus(place, `node/${place.namespace}`, { conditions });
}

/** Tells that the hook's container runs. */
async function playKubelet(place: Place): Promise<void> {
  await kubectlIn(place, 'wait', `job/${HOOK}`, '--for=create', '--timeout=60s');
  await kubectlIn(place, 'wait', `job/${HOOK}`, '--for=jsonpath={.status.active}=1');
  const pod = (await kubectlIn(place, 'get', 'pods', '--output', 'name')).trim();
  const conditions = ['Ready', 'ContainersReady'].map((type) => ({ type, status: 'True' }));
  const state = { running: { startedAt: now() } };
  const status = { name: 'main', image: '', imageID: '', ready: true, restartCount: 0, state };
  await patchStatus(place, pod, {
    phase: 'Running',
    startTime: now(),
    conditions,
    containerStatuses: [{ ...status, containerID: 'containerd://gone' }],
  });
}

async function patchStatus(place: Place, object: string, status: object): Promise<void> {
  const patch = ['--type', 'merge', '--patch', JSON.stringify({ status })];
  await kubectlIn(place, 'patch', object, '--subresource', 'status', ...patch);
}

/** As the API has times. */
function now(): string {
  return new Date().toISOString();
}
