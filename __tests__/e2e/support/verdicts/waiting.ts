import { container, type Manifest, objectHook, podSpec } from '../hooks.js';
import {
  type Cause,
  createsLater,
  ENDED_EARLY as ENDED,
  hookImage,
  hookJob,
  hookScript,
  waitsFor,
} from './cause.js';

const NEVER = 'echo never';
/** How long helm waits for what is never ended early. */
const SOON = { timeout: '20s' };

/** The kubelet says one or the other. */
const PULL = '(?:ErrImagePull|ImagePullBackOff): ';
const NO_CONFIG = 'CreateContainerConfigError: ';
const MAKE_IT_FIRST =
  'If the chart creates it, make it a hook, too, with a lower helm\\.sh/hook-weight: helm creates the other objects of a chart after the pre-install hooks\\.';
const NO_NODE = 'Unschedulable: 0/\\d+ nodes are available: .*';

const fromKey = (kind: 'secret' | 'configMap', name: string): Manifest => ({
  env: [{ name: 'PASSWORD', valueFrom: { [`${kind}KeyRef`]: { name, key: 'password' } } }],
});

/** Hooks whose Pod is there and does not start. */
export const WAITING: readonly Cause[] = [
  {
    name: 'image-missing',
    objects: (place) => [hookImage(place, 'missing')],
    end: 'fail-fast',
    ...waitsFor(
      `${PULL}.*/missing/app:1: not found`,
      'The image does not exist\\. Check its name and tag, and that it was pushed\\.',
      ENDED,
    ),
  },
  {
    name: 'image-private',
    objects: (place) => [hookImage(place, 'private')],
    end: 'fail-fast',
    ...waitsFor(
      `${PULL}.*/private/app:1": pull access denied, repository does not exist or may require authorization: .*`,
      'The registry denies access to the image\\. Check imagePullSecrets in namespace \\S+, and the name of the image: many registries give this answer for an image that does not exist, too\\.',
      ENDED,
    ),
  },
  {
    name: 'image-limited',
    objects: (place) => [hookImage(place, 'limited')],
    inputs: SOON,
    end: 'timeout',
    ...waitsFor(
      `${PULL}.*/limited/app:1.*: 429 Too Many Requests`,
      "The registry's rate limit for pulls is reached\\. Add credentials \\(imagePullSecrets\\), or pull from a mirror\\.",
    ),
  },
  {
    name: 'image-name',
    objects: () => [hookScript(NEVER, { image: 'backend:' })],
    end: 'helm',
    told: /^Ending helm: Job \S+\/hook cannot start: InvalidImageName: /m,
    expected: waitsFor(
      `InvalidImageName: Failed to apply default image tag "backend:": couldn't parse image name "backend:": invalid reference format`,
      'The name of the image is not valid\\. Correct it in the values\\. An empty tag is a common cause\\.',
      '; helm was stopped at once',
    ).expected,
  },
  {
    name: 'secret-missing',
    objects: () => [hookScript(NEVER, fromKey('secret', 'database'))],
    end: 'fail-fast',
    ...waitsFor(
      `${NO_CONFIG}secret "database" not found`,
      `Create secret "database" in namespace \\S+ before the hook runs\\. ${MAKE_IT_FIRST}`,
      ENDED,
    ),
  },
  {
    name: 'configmap-missing',
    objects: () => [hookScript(NEVER, fromKey('configMap', 'database'))],
    end: 'fail-fast',
    ...waitsFor(
      `${NO_CONFIG}configmap "database" not found`,
      `Create configmap "database" in namespace \\S+ before the hook runs\\. ${MAKE_IT_FIRST}`,
      ENDED,
    ),
  },
  {
    name: 'secret-later',
    objects: () => [
      hookScript(NEVER, fromKey('secret', 'zz-database')),
      objectHook({ name: 'zz-database' }, { apiVersion: 'v1', kind: 'Secret' }),
    ],
    end: 'fail-fast',
    ...waitsFor(
      `${NO_CONFIG}secret "zz-database" not found`,
      createsLater('Secret zz-database'),
      ENDED,
    ),
  },
  {
    name: 'key-missing',
    objects: () => [hookScript(NEVER, fromKey('secret', 'database'))],
    before: ({ namespace }) => [
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'database', namespace },
        stringData: { user: 'x' },
      },
    ],
    end: 'fail-fast',
    ...waitsFor(
      `${NO_CONFIG}couldn't find key password in Secret \\S+/database`,
      'Add the key password to Secret \\S+/database, or correct the name of the key in the chart\\.',
      ENDED,
    ),
  },
  {
    name: 'volume-missing',
    objects: () => [
      hookJob(
        podSpec([container(NEVER, { volumeMounts: [{ name: 'keys', mountPath: '/keys' }] })], {
          volumes: [{ name: 'keys', secret: { secretName: 'no-such-keys' } }],
        }),
      ),
    ],
    inputs: SOON,
    end: 'timeout',
    ...waitsFor(
      'FailedMount: MountVolume\\.SetUp failed for volume "keys" : secret "no-such-keys" not found',
      `Create secret "no-such-keys" in namespace \\S+ before the hook runs: it is mounted as a volume\\. ${MAKE_IT_FIRST}`,
    ),
  },
  {
    name: 'volume-later',
    objects: () => [
      hookJob(
        podSpec([container(NEVER, { volumeMounts: [{ name: 'conf', mountPath: '/conf' }] })], {
          volumes: [{ name: 'conf', configMap: { name: 'zz-settings' } }],
        }),
      ),
      objectHook({ name: 'zz-settings' }, { apiVersion: 'v1', kind: 'ConfigMap' }),
    ],
    inputs: SOON,
    end: 'timeout',
    ...waitsFor(
      'FailedMount: MountVolume\\.SetUp failed for volume "conf" : configmap "zz-settings" not found',
      createsLater('ConfigMap zz-settings'),
    ),
  },
  {
    name: 'claim-missing',
    objects: () => [
      hookJob(
        podSpec([container(NEVER)], {
          volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'no-such-claim' } }],
        }),
      ),
    ],
    end: 'fail-fast',
    ...waitsFor(
      `${NO_NODE}persistentvolumeclaim "no-such-claim" not found.*`,
      `Create PersistentVolumeClaim "no-such-claim" in namespace \\S+ before the hook runs\\. ${MAKE_IT_FIRST}`,
      ENDED,
    ),
  },
  {
    name: 'no-node-by-label',
    objects: () => [hookJob(podSpec([container(NEVER)], { nodeSelector: { disk: 'none-such' } }))],
    inputs: SOON,
    end: 'timeout',
    ...waitsFor(
      `${NO_NODE}1 node\\(s\\) didn't match Pod's node affinity/selector[.,].*`,
      'No node matches the Pod\\. Compare nodeSelector, affinity and tolerations of the hook with the nodes \\(kubectl get nodes --show-labels\\)\\.',
    ),
  },
  {
    name: 'no-node-by-cpu',
    objects: () => [hookScript(NEVER, { resources: { requests: { cpu: '640' } } })],
    inputs: SOON,
    end: 'timeout',
    ...waitsFor(
      `${NO_NODE}1 Insufficient cpu[.,].*`,
      "No node has enough free resources\\. Lower the hook's resources\\.requests, or add nodes to the cluster\\.",
    ),
  },
];
