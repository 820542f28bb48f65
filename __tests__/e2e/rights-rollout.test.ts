import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { container, deployObjects, type Manifest, podSpec } from './support/hooks.js';
import { HELM_MAJORS, makeNamespace, removeNamespace } from './support/lab.js';
import { grant, theRole, theRulesOfWait, warningsOf, without } from './support/rights.js';
import type { StepResult } from './support/step.js';

/** What helm itself needs to create these kinds, as the guide says of Deployments. */
const OTHER_KINDS = {
  apiGroups: ['apps'],
  resources: ['statefulsets', 'daemonsets'],
  verbs: ['get', 'create', 'patch', 'delete'],
};
const CLAIMS = { ...OTHER_KINDS, apiGroups: [''], resources: ['persistentvolumeclaims'] };
const RULES = [...theRole().rules, ...theRulesOfWait(), OTHER_KINDS, CLAIMS];

const READY = 'touch /tmp/ready; exec sleep infinity';
const BROKEN = 'echo "cannot read config /etc/app.yaml" >&2; exit 3';

function workload(name: string, script: string, kind = 'Deployment'): Manifest {
  const labels = { app: name };
  const readinessProbe = { periodSeconds: 5, exec: { command: ['test', '-e', '/tmp/ready'] } };
  const spec = podSpec([container(script, { readinessProbe })], { restartPolicy: 'Always' });
  const named = kind === 'StatefulSet' ? { serviceName: name } : {};
  return {
    ...{ apiVersion: 'apps/v1', kind, metadata: { name } },
    spec: { ...named, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
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

/** A right that the action needs, and mostly no helm, what is lost without it, and its rule. */
interface Lack {
  readonly resource: string;
  readonly verbs: readonly string[];
  readonly loss: string;
  readonly rule: string;
  /** What is said all the same of a container that ends with an error. */
  readonly reason: RegExp;
  /** The helm that needs it, too. */
  readonly needsHelm?: 4;
}

const SEEN =
  /^Deployment \S+ is not ready \(0 of 1\): container "main" exits with code 3: cannot read/;
/** Helm's own words: 3 has none. */
const BY_HELM =
  /^Deployment \S+ is not ready \(0 of 1\): .*(?:context deadline exceeded|not ready\. status: InProgress)/;

const LACKS: readonly Lack[] = [
  {
    resource: 'deployments',
    verbs: ['list', 'watch'],
    loss: 'Not all of the workloads could be seen: the permission to list deployments is missing.',
    rule: '[apps], resources: [deployments], verbs: [list, watch]',
    reason: /^Release "\S+" was not deployed: context deadline exceeded$/,
    needsHelm: 4,
  },
  {
    resource: 'deployments',
    verbs: ['watch'],
    loss: 'Workloads were polled once a second: the permission to watch deployments is missing.',
    rule: '[apps], resources: [deployments], verbs: [watch]',
    reason: SEEN,
    needsHelm: 4,
  },
  {
    resource: 'pods',
    verbs: ['list', 'watch'],
    loss: 'Not all of the hooks and workloads could be seen: the permission to list pods is missing.',
    rule: '[""], resources: [pods], verbs: [list, watch]',
    reason: BY_HELM,
  },
  {
    resource: 'pods',
    verbs: ['watch'],
    loss: 'Hooks and workloads were polled once a second: the permission to watch pods is missing.',
    rule: '[""], resources: [pods], verbs: [watch]',
    reason: SEEN,
  },
  {
    resource: 'pods/log',
    verbs: ['get'],
    loss: 'Not all of the hooks and workloads could be seen: the permission to get pods/log is missing.',
    rule: '[""], resources: ["pods/log"], verbs: [get]',
    reason: /^Deployment \S+ is not ready \(0 of 1\): container "main" exits with code 3(?! *:)/,
  },
  {
    resource: 'events',
    verbs: ['list', 'watch'],
    loss: 'The reason why a hook or workload was waiting could not be fully determined: the permission to list events is missing.',
    rule: '[""], resources: [events], verbs: [list, watch]',
    reason: SEEN,
  },
];

const TIMEOUT_MS = 300_000;

describe.each(HELM_MAJORS)('the rules for "wait" of docs/rbac.md, Helm %i', (helm) => {
  const namespace = `e2e-rights-rollout-${String(helm)}`;
  beforeAll(() => makeNamespace(namespace));
  afterAll(() => removeNamespace(namespace));

  const deploy = (
    kubeconfig: string,
    release: string,
    objects: readonly Manifest[],
    timeout = '120s',
  ): Promise<StepResult> => {
    const inputs = { namespace, kubeconfig, release, timeout, wait: 'true', 'fail-fast': '5s' };
    return deployObjects(helm, objects, { inputs });
  };

  it(
    'are enough to see workloads come up, and why one does not',
    async () => {
      const kubeconfig = await grant(namespace, 'all', RULES);
      const good = await deploy(kubeconfig, 'good', [
        workload('good', READY),
        workload('set', READY, 'StatefulSet'),
        workload('each', READY, 'DaemonSet'),
      ]);
      expect(warningsOf(good)).toEqual([]);
      expect(good.outputs['outcome']).toBe('deployed');
      const bad = await deploy(kubeconfig, 'bad', [CLAIM, workload('bad', BROKEN)], '40s');
      expect(warningsOf(bad)).toEqual([]);
      expect(bad.outputs['outcome']).toBe('rollout-failed');
      expect(bad.summary).toContain('cannot read config /etc/app.yaml');
      expect(bad.summary).toContain('no-such-class');
    },
    TIMEOUT_MS,
  );

  // They mostly wait for Pods: jest runs several of them at once.
  it.concurrent.each(LACKS.filter(({ needsHelm }) => needsHelm !== helm))(
    'less $resource $verbs: the deploy goes on, less is shown, and one warning says so',
    async ({ resource, verbs, loss, rule, reason }) => {
      const user = `less-${resource.replace('/', '-')}-${verbs.join('-')}`;
      const kubeconfig = await grant(namespace, user, without(RULES, resource, verbs));
      const warning = `${loss}
Add to the Role of the kubeconfig's user in namespace ${namespace}:
- {apiGroups: ${rule}}
docs/rbac.md has the whole Role.`;
      const bad = await deploy(kubeconfig, `${user}-bad`, [workload(`${user}-bad`, BROKEN)], '30s');
      expect(bad.outputs['reason']).toMatch(reason);
      expect(warningsOf(bad)).toEqual([warning]);
      const good = await deploy(kubeconfig, user, [workload(user, READY)]);
      expect(good.outputs['outcome']).toBe('deployed');
      const allowed =
        resource === 'pods/log' || resource === 'events' ? [[], [warning]] : [[warning]];
      expect(allowed).toContainEqual(warningsOf(good));
    },
    TIMEOUT_MS,
  );

  it(
    'less what helm itself needs: its own words, the rule, and one warning',
    async () => {
      const [resource, verbs] =
        helm === 4 ? ['deployments', ['list', 'watch']] : ['replicasets', ['list']];
      const kubeconfig = await grant(namespace, 'helm', without(RULES, resource, verbs));
      const result = await deploy(kubeconfig, 'helm', [workload('helm', READY)], '40s');
      expect(result.outputs).toMatchObject({
        outcome: 'deploy-failed',
        reason: expect.stringMatching(
          new RegExp(`^Release "helm" was not deployed: .*cannot list resource "${resource}"`),
        ),
        advice: expect.stringContaining(`resources: [${resource}], verbs: [list]}`),
      });
      expect(warningsOf(result)).toEqual([
        expect.stringMatching(
          new RegExp(`^Not all of the workloads could be seen: the permission to list ${resource}`),
        ),
      ]);
    },
    TIMEOUT_MS,
  );

  if (helm === 4)
    it(
      'less ReplicaSets: helm waits in vain and does not say why, the warning does',
      async () => {
        const kubeconfig = await grant(namespace, 'sets', without(RULES, 'replicasets', ['list']));
        const result = await deploy(kubeconfig, 'sets', [workload('sets', READY)], '30s');
        expect(result.outputs['outcome']).toBe('deploy-failed');
        expect(warningsOf(result)).toEqual([
          expect.stringMatching(/: the permission to list replicasets is missing\.\n/),
        ]);
      },
      TIMEOUT_MS,
    );
});
