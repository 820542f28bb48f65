import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { container, type Manifest, podSpec } from '../hooks.js';
import { kubectl, makeTempFolder } from '../lab.js';
import {
  type Cause,
  cutOff,
  HOOK,
  hookScript,
  kubectlIn,
  type Place,
  whenRunning,
} from './cause.js';
import { NODE_IS_GONE } from './nodes.js';

const LONG = 'echo begun; exec sleep 120';
/** Where the Pod is gone before its end is told, there is no container's end to tell. */
const KILLED =
  '(?: \\(container "main" ended with exit code 137, SIGKILL\\); last line of its log: "\\w+")?';
/** Helm 3 takes it for a success, Helm 4 waits on. */
const UNNOTICED = '; helm did not notice, and was stopped after 1\\d s';

/** Hooks that the cluster or a person ends. */
export const DISRUPTED: readonly Cause[] = [
  {
    name: 'evicted',
    objects: () => [
      hookScript('echo filling; head -c 20M /dev/zero >/tmp/file; exec sleep 120', {
        resources: { limits: { 'ephemeral-storage': '1Mi' } },
      }),
    ],
    end: 'helm',
    expected: () =>
      cutOff(
        `Evicted: Pod ephemeral local storage usage exceeds the total limit of containers 1Mi\\.${KILLED}`,
        'It used more disk than its limit\\. Increase sizeLimit of the volume, or resources\\.limits\\.ephemeral-storage of the container\\.',
      ),
  },
  {
    name: 'preempted',
    objects: ({ namespace }) => [
      hookScript(LONG, { resources: { limits: { [slotOf(namespace)]: '1' } } }),
    ],
    before: ({ namespace }) => [
      {
        apiVersion: 'scheduling.k8s.io/v1',
        kind: 'PriorityClass',
        metadata: { name: namespace },
        value: 1_000,
      },
    ],
    ready: ({ namespace }) => offerSlot(namespace),
    meanwhile: whenRunning(({ namespace }) => applyObject(urgentPod(namespace))),
    after: ({ namespace }) => patchSlots(namespace, null),
    end: 'helm',
    expected: () =>
      cutOff(
        `PreemptionByScheduler: default-scheduler: preempting to accommodate a higher priority pod${KILLED}`,
        'The cluster ended the Pod\\. The migration is not the cause\\. Redeploy when the node is healthy\\. Resource requests or a higher priority make this less likely\\.',
      ),
  },
  {
    name: 'drained',
    objects: () => [hookScript(LONG)],
    meanwhile: whenRunning(evict),
    end: 'helm',
    expected: () => cutOff(`EvictionByEvictionAPI: Eviction API: evicting${KILLED}`, NODE_IS_GONE),
  },
  {
    name: 'pod-deleted',
    objects: () => [hookScript(LONG)],
    meanwhile: whenRunning((place) => kubectlIn(place, 'delete', 'pods', '--all', '--wait=false')),
    end: 'helm',
    expected: () =>
      cutOff(
        `PodDeleted: its Pod was deleted while it ran${KILLED}`,
        'Its Pod was deleted while it ran, by a person or by a cleanup tool\\. Redeploy\\.',
      ),
  },
  {
    name: 'job-deleted',
    objects: () => [hookScript(LONG)],
    meanwhile: whenRunning((place) => kubectlIn(place, 'delete', 'job', HOOK, '--wait=false')),
    end: 'helm',
    expected: (helm) =>
      cutOff(
        `Deleted: the Job was deleted while it ran${KILLED}${helm === 3 ? '' : UNNOTICED}`,
        'The Job was deleted while it ran, by another deploy of this release or by a person\\. Set "concurrency" in the workflow, so that one deploy runs at a time\\.',
      ),
  },
];

/** The node has one slot, of a kind of its own: who wants it pushes out no Pod of others. */
function slotOf(namespace: string): string {
  return `helm-migrate.local/${namespace}`;
}

/** The kubelet counts what is new of its node within ten seconds; until then no Pod can have it. */
async function offerSlot(namespace: string): Promise<void> {
  const node = await patchSlots(namespace, '1');
  const path = `{.status.allocatable.${slotOf(namespace).replaceAll('.', '\\.')}}`;
  await kubectl('wait', node, `--for=jsonpath=${path}=1`, '--timeout=30s');
}

async function patchSlots(namespace: string, count: string | null): Promise<string> {
  const node = (
    await kubectl('get', 'nodes', '--selector', 'kubernetes.io/os', '--output', 'name')
  ).trim();
  const status = { capacity: { [slotOf(namespace)]: count } };
  const patch = ['--type', 'merge', '--patch', JSON.stringify({ status })];
  await kubectl('patch', node, '--subresource', 'status', ...patch);
  return node;
}

function urgentPod(namespace: string): Manifest {
  const resources = { limits: { [slotOf(namespace)]: '1' } };
  const spec = podSpec([container('true', { resources })], { priorityClassName: namespace });
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'urgent', namespace }, spec };
}

async function applyObject(object: Manifest): Promise<void> {
  await kubectl('apply', '--filename', writeJson(object));
}

/** As kubectl drain does it. */
async function evict(place: Place): Promise<void> {
  const { namespace } = place;
  const name = await kubectlIn(
    place,
    'get',
    'pods',
    '--output',
    'jsonpath={.items[0].metadata.name}',
  );
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
  await kubectl('create', '--raw', path, '--filename', writeJson(eviction));
}

function writeJson(value: object): string {
  const file = join(makeTempFolder(), 'object.json');
  writeFileSync(file, JSON.stringify(value));
  return file;
}
