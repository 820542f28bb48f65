import { container, type Manifest, objectHook, podSpec } from '../hooks.js';
import {
  type Cause,
  createsLater,
  ENDED_EARLY,
  hookJob,
  hookScript,
  kubectlIn,
  notDeployed,
  type Place,
  waitsFor,
} from './cause.js';

const NEVER = 'echo never';
/** How long helm waits for what is never ended early. */
const SOON = { timeout: '12s' };
const SIGNED = 'images must be signed';
const OWNED = 'an owner must be named';
const DONE = 'The pre-install hooks have succeeded';

/** Hooks of which no Pod is made, and objects of the chart that the API server does not take. */
export const REFUSED: readonly Cause[] = [
  {
    name: 'quota',
    objects: () => [hookScript(NEVER)],
    before: ({ namespace }) => [
      {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'none', namespace },
        spec: { hard: { pods: '0' } },
      },
    ],
    ready: (place) =>
      kubectlIn(place, 'wait', 'quota/none', '--for=jsonpath={.status.hard.pods}=0'),
    inputs: SOON,
    end: 'timeout',
    ...waitsFor(
      'FailedCreate: exceeded quota: none, requested: pods=1, used: pods=0, limited: pods=0',
      'ResourceQuota none is used up\\. Free resources in the namespace, or raise the quota \\(kubectl describe quota --namespace \\S+\\)\\.',
    ),
  },
  {
    name: 'quota-needs-resources',
    objects: () => [hookScript(NEVER)],
    before: ({ namespace }) => [
      {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'compute', namespace },
        spec: { hard: { 'requests.cpu': '4' } },
      },
    ],
    ready: (place) =>
      kubectlIn(place, 'wait', 'quota/compute', '--for=jsonpath={.status.hard.requests\\.cpu}=4'),
    end: 'fail-fast',
    ...waitsFor(
      'FailedCreate: failed quota: compute: must specify requests\\.cpu for: main',
      "ResourceQuota compute requires every Pod to set its resources\\. Set resources of the hook's containers in the chart: requests\\.cpu for: main\\.",
      ENDED_EARLY,
    ),
  },
  {
    name: 'priority-class-missing',
    objects: () => [hookJob(podSpec([container(NEVER)], { priorityClassName: 'no-such-class' }))],
    end: 'fail-fast',
    ...waitsFor(
      'FailedCreate: no PriorityClass with name no-such-class was found',
      'Create PriorityClass "no-such-class" before the hook runs, or set another priorityClassName in the hook\\.',
      ENDED_EARLY,
    ),
  },
  {
    name: 'service-account-later',
    objects: () => [
      hookJob(podSpec([container(NEVER)], { serviceAccountName: 'zz-migrator' })),
      objectHook({ name: 'zz-migrator' }, { apiVersion: 'v1', kind: 'ServiceAccount' }),
    ],
    end: 'fail-fast',
    ...waitsFor(
      'FailedCreate: error looking up service account \\S+/zz-migrator: serviceaccount "zz-migrator" not found',
      createsLater('ServiceAccount zz-migrator'),
      ENDED_EARLY,
    ),
  },
  {
    name: 'pod-security',
    objects: () => [hookScript(NEVER)],
    labels: { 'pod-security.kubernetes.io/enforce': 'restricted' },
    inputs: SOON,
    end: 'timeout',
    ...waitsFor(
      'FailedCreate: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false .*runAsNonRoot != true .*',
      "Pod Security in namespace \\S+ rejects the Pod\\. Set the fields that it lists in the hook's securityContext\\.",
    ),
  },
  {
    name: 'admission-policy',
    objects: () => [hookScript(NEVER)],
    before: (place) => deny(place, 'pods', SIGNED),
    ready: (place) => untilDenied(place, 'run', 'probe', '--image=probe'),
    inputs: SOON,
    end: 'timeout',
    ...waitsFor(
      `FailedCreate: ValidatingAdmissionPolicy '\\S+' with binding '\\S+' denied request: ${SIGNED}`,
      "A policy of the cluster rejected the Pod\\. Fix what it names in the chart, or ask the cluster's administrators\\.",
    ),
  },
  {
    name: 'service-account-missing',
    objects: () => [
      hookJob(podSpec([container(NEVER)], { serviceAccountName: 'no-such-account' })),
    ],
    end: 'fail-fast',
    ...waitsFor(
      'FailedCreate: error looking up service account \\S+/no-such-account: serviceaccount "no-such-account" not found',
      'Create ServiceAccount "no-such-account" in namespace \\S+ before the hook runs\\. If the chart creates it, make it a hook, too, with a lower helm\\.sh/hook-weight: helm creates the other objects of a chart after the pre-install hooks\\.',
      ENDED_EARLY,
    ),
  },
  {
    name: 'unknown-kind',
    objects: () => [
      hookScript('echo migrated'),
      { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'widget' } },
    ],
    end: 'helm',
    expected: () =>
      notDeployed(
        '.*no matches for kind "Widget" in version "example\\.com/v1".*',
        'The cluster does not know kind Widget in example\\.com/v1\\. Install its CRD first, or correct apiVersion and kind in the chart\\.',
      ),
  },
  {
    name: 'denied-object',
    objects: () => [
      hookScript('echo migrated'),
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'app' }, spec: appSpec() },
    ],
    before: (place) => deny(place, 'deployments', OWNED),
    ready: (place) => untilDenied(place, 'create', 'deployment', 'probe', '--image=probe'),
    end: 'helm',
    expected: () =>
      notDeployed(
        `.*deployments\\.apps "app" is forbidden: ValidatingAdmissionPolicy '\\S+' with binding '\\S+' denied request: ${OWNED}`,
        "A policy of the cluster rejected the object\\. Fix what it names in the chart, or ask the cluster's administrators\\.",
        DONE,
      ),
  },
  {
    name: 'not-ready',
    objects: () => [
      hookScript('echo migrated'),
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'app' }, spec: appSpec() },
    ],
    inputs: { wait: 'true', timeout: '30s' },
    end: 'timeout',
    expected: () => ({
      outcome: 'rollout-failed',
      reason:
        /^Deployment \S+\/app is not ready \(0 of 1\): the readiness probe of container "main" fails/,
      advice: /^Check the readinessProbe of container "main"/,
    }),
  },
];

/** A Deployment that is never ready. */
function appSpec(): Manifest {
  const readinessProbe = { exec: { command: ['false'] }, periodSeconds: 2, timeoutSeconds: 20 };
  const pod = podSpec([container('sleep 600', { readinessProbe })], { restartPolicy: 'Always' });
  const labels = { app: 'app' };
  return { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } };
}

/** A rule of the API server, for this namespace alone. */
function deny({ namespace: name }: Place, resource: string, message: string): readonly Manifest[] {
  const inNamespace = { matchLabels: { 'kubernetes.io/metadata.name': name } };
  const rule = {
    apiGroups: ['*'],
    apiVersions: ['*'],
    operations: ['CREATE'],
    resources: [resource],
  };
  const api = 'admissionregistration.k8s.io/v1';
  return [
    {
      apiVersion: api,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name },
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: { namespaceSelector: inNamespace, resourceRules: [rule] },
        validations: [{ expression: 'false', message }],
      },
    },
    {
      apiVersion: api,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name },
      spec: { policyName: name, validationActions: ['Deny'] },
    },
  ];
}

/** The API server takes some seconds to know a new rule. Throws when it still does not after 30 s. */
async function untilDenied(place: Place, ...creation: readonly string[]): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const taken = await kubectlIn(place, ...creation, '--dry-run=server').then(
      () => true,
      () => false,
    );
    if (!taken) return;
    if (Date.now() > deadline) throw new Error(`The policy ${place.namespace} denies nothing.`);
  }
}
