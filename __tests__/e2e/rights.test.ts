import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { type Backend, makeBackend } from './support/backend.js';
import { container, deployObjects, jobHook, podSpec } from './support/hooks.js';
import {
  HELM_MAJORS,
  kubectl,
  makeNamespace,
  makeTempFolder,
  removeNamespace,
  ROOT,
} from './support/lab.js';
import { makeAccount, makeKubeconfig, makeToken, theAdmin } from './support/logins.js';
import { runStep, type StepResult } from './support/step.js';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}
interface Role {
  readonly kind: string;
  readonly rules: readonly Rule[];
}

const doc = readFileSync(join(ROOT, 'docs/rbac.md'), 'utf8');
const blocks = [...doc.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, yaml = '']) => yaml);
const roles = blocks.flatMap((yaml) => loadAll(yaml) as Role[]);

function onlyRole(): Role {
  const [role, ...others] = roles.filter(({ kind }) => kind === 'Role');
  if (role === undefined || others.length > 0) throw new Error('docs/rbac.md has not one Role');
  return role;
}

/** The rules in the rows of the table of inputs. */
function rulesFor(input: string): readonly Rule[] {
  const row = doc.split('\n').find((line) => line.startsWith(`| \`${input}\` |`)) ?? '';
  return [...row.matchAll(/`- (\{[^`]*\})`/g)].flatMap(([, yaml = '']) => loadAll(yaml) as Rule[]);
}

async function apply(namespace: string, ...objects: readonly object[]): Promise<void> {
  const file = join(makeTempFolder(), 'objects.json');
  writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
  await kubectl('apply', '-n', namespace, '-f', file);
}

/** Gives a user just these rules; returns the kubeconfig of that user. */
async function grant(namespace: string, user: string, rules: readonly Rule[]): Promise<string> {
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  const apiGroup = 'rbac.authorization.k8s.io';
  await apply(
    namespace,
    { apiVersion, kind: 'Role', metadata: { name: user }, rules },
    {
      apiVersion,
      kind: 'RoleBinding',
      metadata: { name: user },
      roleRef: { apiGroup, kind: 'Role', name: user },
      subjects: [{ apiGroup, kind: 'User', name: user }],
    },
  );
  return makeKubeconfig({}, { ...theAdmin(), as: user });
}

/** The Role of the guide, less some verbs of one resource. */
function without(resource: string, verbs: readonly string[]): readonly Rule[] {
  return onlyRole()
    .rules.map((rule) =>
      rule.resources.includes(resource)
        ? { ...rule, verbs: rule.verbs.filter((verb) => !verbs.includes(verb)) }
        : rule,
    )
    .filter((rule) => rule.verbs.length > 0);
}

const LEASE_VERBS = ['get', 'create', 'update', 'delete'];
const warningsOf = ({ log }: StepResult) =>
  [...log.matchAll(/^::warning title=[^:]*::(.*)$/gm)].map(([, text = '']) =>
    text.replaceAll('%0A', '\n'),
  );

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
    await apply(namespace, onlyRole());
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
    const result = await deployAs(user, without(resource, verbs));
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
    const result = await deployAs('less-leases', without('leases', LEASE_VERBS));
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
      const rules = without('jobs', ['patch']);
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
    const rules = without('pods', ['watch']).filter(
      ({ resources }) => !resources.includes('pods/log'),
    );
    const result = await deployAs('blind', rules, { script: 'echo unseen; exit 3' });
    expect(result.outputs).toMatchObject({ outcome: 'hook-failed', 'exit-code': '3' });
    expect(warningsOf(result)).toEqual([
      expect.stringMatching(/: the permissions to watch pods and get pods\/log are missing\.\n/),
    ]);
  });

  it('less events: a hook that waits is seen all the same, but not why', async () => {
    const kubeconfig = await grant(namespace, 'less-events', without('events', ['list', 'watch']));
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
      /^Job \S+ did not start: it waits for FailedCreate: .* serviceaccount "missing" not found/,
    );
    expect(unseen.outputs['reason']).toMatch(/^Job \S+ did not start: it waits for its first Pod/);
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
    await grant(namespace, 'less-secrets', onlyRole().rules);
    const kubeconfig = await grant(other, 'less-secrets', without('secrets', ['get']));
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

  it('with the rules for "wait", waits for the Deployment', async () => {
    const kubeconfig = await grant(namespace, 'waits', [...onlyRole().rules, ...rulesFor('wait')]);
    const labels = { app: 'waits' };
    const deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'waits' },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: podSpec([container('sleep infinity')], { restartPolicy: 'Always' }),
        },
      },
    };
    const inputs = { namespace, kubeconfig, release: 'waits', wait: 'true', timeout: '60s' };
    const result = await deployObjects(helm, [deployment], { inputs });
    expect(result.outputs['outcome']).toBe('deployed');
  });
});
