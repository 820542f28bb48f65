import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Backend, makeBackend } from './support/backend.js';
import { container, deployObjects, jobHook, podSpec } from './support/hooks.js';
import { HELM_MAJORS, kubectl, makeNamespace, removeNamespace } from './support/lab.js';
import { makeAccount, makeKubeconfig, makeToken } from './support/logins.js';
import { apply, grant, type Rule, theRole, warningsOf, without } from './support/rights.js';
import { runStep } from './support/step.js';

const ROLE = theRole();
const less = (resource: string, verbs: readonly string[]) => without(ROLE.rules, resource, verbs);
const LEASE_VERBS = ['get', 'create', 'update', 'delete'];

describe.each(HELM_MAJORS)('the Role of docs/rbac.md, Helm %i', (helm) => {
  const namespace = `rights-${String(helm)}`;
  let backend: Backend;

  beforeAll(async () => {
    await makeNamespace(namespace);
    backend = await makeBackend(namespace);
  });
  afterAll(() => removeNamespace(namespace));

  it('is enough to deploy the example, and to see all', async () => {
    await makeAccount(namespace, 'deployer');
    await apply(namespace, ROLE);
    const role = ['--role=helm-migrate', `--serviceaccount=${namespace}:deployer`];
    await kubectl('create', 'rolebinding', 'helm-migrate', '-n', namespace, ...role);
    const kubeconfig = makeKubeconfig({}, { token: await makeToken(namespace, 'deployer') });
    const { chart, values } = backend;
    const inputs = { release: 'backend', chart, namespace, values, kubeconfig };
    const env = { SOPS_AGE_KEY_FILE: backend.ageKeyFile };
    for (const applied of ['5', '0']) {
      const result = await runStep({ helm, inputs, env });
      expect(warningsOf(result)).toEqual([]);
      expect(result.outputs).toMatchObject({ outcome: 'deployed', 'exit-code': '0', applied });
      expect(result.log).toMatch(/\/migration \| Applied \d migrations/);
    }
  });

  const deployAs = async (
    user: string,
    rules: readonly Rule[],
    more: { readonly script?: string; readonly inputs?: Readonly<Record<string, string>> } = {},
  ) => {
    const kubeconfig = await grant(namespace, user, rules);
    const { script = 'echo hello from the hook', inputs = {} } = more;
    const hook = jobHook({ name: user }, podSpec([container(script)]));
    const release = { namespace, kubeconfig, release: user };
    return deployObjects(helm, [hook], { inputs: { ...release, ...inputs } });
  };
  const HELLO = /\/main \| hello from the hook$/m;

  it.each([
    ['pods/log', ['get'], false, 'get pods/log', '[""], resources: ["pods/log"], verbs: [get]'],
    [
      'pods',
      ['list', 'watch'],
      false,
      'list pods',
      '[""], resources: [pods], verbs: [list, watch]',
    ],
    ['pods', ['watch'], true, 'watch pods', '[""], resources: [pods], verbs: [watch]'],
    ['secrets', ['watch'], true, 'watch secrets', '[""], resources: [secrets], verbs: [watch]'],
    ['jobs', ['list'], true, 'list jobs', '[batch], resources: [jobs], verbs: [list, watch]'],
    // helm 4 itself does not go on without.
    ...(helm === 3
      ? ([
          ['jobs', ['watch'], true, 'watch jobs', '[batch], resources: [jobs], verbs: [watch]'],
        ] as const)
      : []),
  ] as const)('less %s %j: the deploy goes on', async (resource, verbs, isSeen, right, rule) => {
    const user = `less-${resource.replace('/', '-')}-${verbs.join('-')}`;
    const result = await deployAs(user, less(resource, verbs));
    expect(result.outputs).toMatchObject({ outcome: 'deployed', workloads: 'changed' });
    expect(HELLO.test(result.log)).toBe(isSeen);
    const loss = isSeen && right.startsWith('watch');
    expect(warningsOf(result)).toEqual([
      `${loss ? 'Hooks were polled once a second' : 'Not all of the hooks could be seen'}: the permission to ${right} is missing.
Add to the Role of the kubeconfig's user in namespace ${namespace}:
- {apiGroups: ${rule}}
docs/rbac.md has the whole Role.`,
    ]);
  });

  it('less leases: the deploy goes on, and says what is lost', async () => {
    const result = await deployAs('less-leases', less('leases', LEASE_VERBS));
    expect(result.outputs).toMatchObject({ outcome: 'deployed' });
    expect(warningsOf(result)).toEqual([
      `Two deploys of the release at the same time cannot be kept apart: the permission to create leases is missing.
Add to the Role of the kubeconfig's user in namespace ${namespace}:
- {apiGroups: [coordination.k8s.io], resources: [leases], verbs: [${LEASE_VERBS.join(', ')}]}
docs/rbac.md has the whole Role.`,
    ]);
  });

  // helm 4 itself makes no hook without.
  if (helm === 3)
    it('less patching Jobs: what has not started stays armed, and the report says how to suspendHook it', async () => {
      const rules = less('jobs', ['patch']);
      const kubeconfig = await grant(namespace, 'less-patch', rules);
      const hook = jobHook(
        { name: 'less-patch' },
        podSpec([container('true', { image: 'Not A Name' })]),
      );
      const result = await deployObjects(helm, [hook], {
        inputs: { namespace, kubeconfig, release: 'less-patch' },
      });
      expect(result.outputs['outcome']).toBe('hook-failed');
      expect(result.summary).toContain('kubectl patch job less-patch');
      expect(warningsOf(result)).toEqual([
        expect.stringMatching(
          /^A hook that had not started could not be suspended, and may start later: the permission to patch jobs is missing\.\n/,
        ),
      ]);
    });

  it('a hook that fails unseen is a failure all the same, and one warning names all that is missing', async () => {
    const rules = less('pods', ['watch']).filter(
      ({ resources }) => !resources.includes('pods/log'),
    );
    const result = await deployAs('blind', rules, { script: 'echo unseen; exit 3' });
    expect(result.outputs).toMatchObject({ outcome: 'hook-failed', 'exit-code': '3' });
    expect(warningsOf(result)).toEqual([
      expect.stringMatching(/: the permissions to watch pods and get pods\/log are missing\.\n/),
    ]);
  });

  it('less events: a hook that waits is seen all the same, but not why', async () => {
    const kubeconfig = await grant(namespace, 'less-events', less('events', ['list', 'watch']));
    const pod = podSpec([container('echo never')], { serviceAccountName: 'missing' });
    const deploy = (inputs: Readonly<Record<string, string>>) =>
      deployObjects(helm, [jobHook({ name: inputs['release'] ?? '' }, pod)], {
        inputs: { namespace, timeout: '15s', ...inputs },
      });
    const [seen, unseen] = await Promise.all([
      deploy({ release: 'with-events' }),
      deploy({ release: 'less-events', kubeconfig }),
    ]);
    expect(seen.outputs['reason']).toMatch(
      /^Job \S+ did not start: FailedCreate: .* serviceaccount "missing" not found/,
    );
    expect(unseen.outputs['reason']).toMatch(/^Job \S+ did not start: waiting for its first Pod/);
    expect(warningsOf(unseen)).toEqual([
      expect.stringMatching(
        /^The reason why a hook was waiting could not be fully determined: the permission to list events is missing\.\n/,
      ),
    ]);
  });

  it('less getting Secrets where a hook runs: the deploy goes on, and says that they are not masked', async () => {
    const other = `${namespace}-other`;
    await makeNamespace(other);
    await kubectl('create', 'secret', 'generic', 'db', '-n', other, '--from-literal=p=Tr0ub4dor&3');
    await grant(namespace, 'less-secrets', ROLE.rules);
    const kubeconfig = await grant(other, 'less-secrets', less('secrets', ['get']));
    const env = [{ name: 'P', valueFrom: { secretKeyRef: { name: 'db', key: 'p' } } }];
    const pod = podSpec([container('echo "it is $P"', { env })]);
    const result = await deployObjects(helm, [jobHook({ name: 'far', namespace: other }, pod)], {
      inputs: { namespace, kubeconfig, release: 'less-secrets' },
    });
    await removeNamespace(other);
    expect(result.outputs['outcome']).toBe('deployed');
    expect(result.log).toMatch(/\/main \| it is Tr0ub4dor&3$/m);
    expect(warningsOf(result)).toEqual([
      `The values of Secrets that hooks use could not be masked: the permission to get secrets is missing.
Add to the Role of the kubeconfig's user in namespace ${other}:
- {apiGroups: [""], resources: [secrets], verbs: [get]}
docs/rbac.md has the whole Role.`,
    ]);
  });
});
