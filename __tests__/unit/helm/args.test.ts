import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  buildHelmCommand,
  buildRollbackCommand,
  describeDeploy,
  type HelmFacts,
} from '../../../src/helm/args.js';
import { fakeHost } from '../../fakes/host.js';
import { FILES, KUBECONFIG, parse, refuse } from '../../fakes/inputs.js';

const FOLDER = '/tmp/helm-migrate-abc123';
const RUN_URL = 'https://github.com/me/shop/actions/runs/1';

const facts = (more: Partial<HelmFacts> = {}): HelmFacts => ({
  helm: '/usr/bin/helm',
  env: { PATH: '/bin' },
  files: {
    folder: FOLDER,
    decrypted: `${FOLDER}/t`,
    kubeconfig: undefined,
    valuesInline: undefined,
    helmConfig: undefined,
  },
  runUrl: undefined,
  commit: undefined,
  ...more,
});

const argsOf = (given: Readonly<Record<string, string>>, more?: Partial<HelmFacts>) =>
  buildHelmCommand(parse(given), facts(more)).args;

describe('the arguments', () => {
  it('are few where nothing is asked for', () => {
    expect(buildHelmCommand(parse({}), facts())).toMatchObject({
      program: '/usr/bin/helm',
      args: [
        'secrets',
        'upgrade',
        '--install',
        '--namespace=shop',
        '--timeout=30m',
        '--',
        'backend',
        './chart',
      ],
      cwd: '/work',
    });
  });

  it('hold every input', () => {
    const host = fakeHost({ ...FILES, '/work/a.yaml': '', '/work/b.yaml': '' });
    const inputs = parse(
      {
        version: '1.2.3',
        repo: 'https://charts.example',
        chart: 'web',
        'dependency-update': 'true',
        'kube-context': 'test',
        namespace: 'mine',
        'create-namespace': 'True',
        values: 'a.yaml\nb.yaml',
        'values-inline': 'a: 1',
        set: 'a=1,b=2\nc=3',
        'set-string': 'd=4',
        'set-file': 'e=a.yaml',
        'set-json': 'f=[1]',
        'set-literal': 'g=x,y',
        timeout: '1h30m',
        wait: 'TRUE',
        'wait-for-jobs': 'true',
        'history-max': '0',
        description: 'Deploy',
        'helm-args': '--devel\n--labels\na=b',
      },
      host,
    );
    const files = { ...facts().files, valuesInline: `${FOLDER}/values-inline.yaml` };
    expect(buildHelmCommand(inputs, facts({ files })).args).toEqual([
      ...['secrets', 'upgrade', '--install'],
      ...['--version=1.2.3', '--repo=https://charts.example', '--dependency-update'],
      ...['--kube-context=test', '--namespace=mine', '--create-namespace'],
      ...['--values=a.yaml', '--values=b.yaml', `--values=${FOLDER}/values-inline.yaml`],
      ...['--set=a=1,b=2', '--set=c=3', '--set-string=d=4', '--set-file=e=a.yaml'],
      ...['--set-json=f=[1]', '--set-literal=g=x,y'],
      ...[
        '--timeout=1h30m',
        '--wait',
        '--wait-for-jobs',
        '--history-max=0',
        '--description=Deploy',
      ],
      ...['--devel', '--labels', 'a=b', '--', 'backend', 'web'],
    ]);
  });

  it('leave helm-secrets out where nothing is encrypted', () => {
    expect(argsOf({ 'secrets-backend': 'none' }).slice(0, 2)).toEqual(['upgrade', '--install']);
  });

  it('never hold a value that could be a flag', () => {
    const inputs = ['version', 'set-literal', 'description'] as const;
    fc.assert(
      fc.property(fc.constantFrom(...inputs), fc.string({ minLength: 1 }), (name, text) => {
        const before = new Set(argsOf({}));
        const given = name === 'set-literal' ? `k=${text}` : text;
        const added = argsOf({ [name]: given }).filter((arg) => !before.has(arg));
        for (const arg of added) {
          expect(arg === `k=${text}` || arg.startsWith(`--${name}=`)).toBe(true);
        }
      }),
    );
  });
});

describe('a rollback', () => {
  const argsOfRollback = (given: Readonly<Record<string, string>>) =>
    buildRollbackCommand(parse(given), facts(), 7).args;

  it('waits, and takes nothing but the revision', () => {
    expect(argsOfRollback({})).toEqual([
      ...['rollback', '--namespace=shop', '--wait', '--timeout=30m', '--', 'backend', '7'],
    ]);
  });

  it('takes of the inputs what a rollback has', () => {
    const given = {
      'kube-context': 'test',
      namespace: 'mine',
      'create-namespace': 'true',
      atomic: 'true',
      wait: 'true',
      'wait-for-jobs': 'true',
      timeout: '90s',
      'history-max': '3',
      description: 'Deploy',
      set: 'a=1',
      'helm-args': '--devel',
    };
    expect(argsOfRollback(given)).toEqual([
      ...['rollback', '--kube-context=test', '--namespace=mine', '--wait', '--wait-for-jobs'],
      ...['--timeout=90s', '--history-max=3', '--', 'backend', '7'],
    ]);
  });

  it('reaches the same cluster as the deploy', () => {
    const inputs = parse({});
    const { env, cwd } = buildHelmCommand(inputs, facts());
    expect(buildRollbackCommand(inputs, facts(), 1)).toMatchObject({
      program: '/usr/bin/helm',
      env,
      cwd,
    });
  });
});

it("atomic is never helm's own: it is a wait", () => {
  expect(argsOf({ atomic: 'true' })).toContain('--wait');
  expect(argsOf({ atomic: 'true' }).join(' ')).not.toMatch(/atomic|rollback/);
});

describe('the description', () => {
  it.each([
    [undefined, undefined, undefined, undefined],
    ['Release 12', undefined, 'abcdef0123', 'Release 12'],
    ['Release 12', RUN_URL, 'abcdef0123', `Release 12 by ${RUN_URL}`],
    [`See ${RUN_URL}`, RUN_URL, 'abcdef0123', `See ${RUN_URL}`],
    [undefined, RUN_URL, 'abcdef0123', `Deploy of abcdef0 by ${RUN_URL}`],
    [undefined, RUN_URL, undefined, `Deploy by ${RUN_URL}`],
    [undefined, RUN_URL, '', `Deploy by ${RUN_URL}`],
  ])('of %j, run %j, commit %j', (...[given, runUrl, commit, expected]) => {
    expect(describeDeploy(given, { runUrl, commit })).toBe(expected);
  });
});

describe('the environment', () => {
  const parent = {
    PATH: '/bin',
    EMPTY: '',
    UNSET: undefined,
    KUBECONFIG: '/other',
    HELM_KUBEAPISERVER: 'https://other',
    HELM_KUBECONTEXT: 'other',
    HELM_NAMESPACE: 'other',
    HELM_DEBUG: 'true',
    HELM_SECRETS_DEBUG: '1',
    HELM_SECRETS_DEC_DIR: '/shared',
    HELM_SECRETS_DEC_TMP_DIR: '/shared',
    HELM_PLUGINS: '/plugins',
    HELM_DRIVER: 'configmap',
    INPUT_KUBECONFIG: 'secret',
    'INPUT_KUBE-CONTEXT': 'x',
    STATE_folder: '/x',
    ACTIONS_RUNTIME_TOKEN: 'secret',
    ACTIONS_RUNTIME_URL: 'https://pipelines',
    ACTIONS_RESULTS_URL: 'https://results',
    ACTIONS_CACHE_URL: 'https://cache',
    ACTIONS_CACHE_SERVICE_V2: 'True',
    GITHUB_ENV: '/files/env',
    GITHUB_PATH: '/files/path',
    GITHUB_OUTPUT: '/files/output',
    GITHUB_STATE: '/files/state',
    GITHUB_STEP_SUMMARY: '/files/summary',
    HELM_SECRETS_DEC_PREFIX: 'x',
    HELM_SECRETS_DEC_SUFFIX: '.clear',
    HELM_SECRETS_HELM_PATH: '/other/helm',
    HELM_SECRETS_IGNORE_MISSING_VALUES: 'true',
    SHELLOPTS: 'xtrace',
    BASHOPTS: 'extdebug',
    BASH_XTRACEFD: '1',
    PS4: '$(id)',
    BASH_ENV: '/trace.sh',
    ENV: 'prod',
    GODEBUG: 'http2debug=2,netdns=go',
    GITHUB_TOKEN: 'for charts',
    GITHUB_WORKSPACE: '/work',
    HELM_SECRETS_EVALUATE_TEMPLATES: 'true',
    NODE_OPTIONS: '--use-system-ca',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'for the cloud',
    AWS_PROFILE: 'prod',
    HTTPS_PROXY: 'http://proxy',
    SOPS_AGE_KEY: 'key',
  };
  const kept = {
    PATH: '/bin',
    EMPTY: '',
    HELM_PLUGINS: '/plugins',
    HELM_DRIVER: 'configmap',
    ENV: 'prod',
    GODEBUG: 'netdns=go',
    GITHUB_TOKEN: 'for charts',
    GITHUB_WORKSPACE: '/work',
    HELM_SECRETS_EVALUATE_TEMPLATES: 'true',
    NODE_OPTIONS: '--use-system-ca',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'for the cloud',
    AWS_PROFILE: 'prod',
    HTTPS_PROXY: 'http://proxy',
    SOPS_AGE_KEY: 'key',
  };
  const secrets = {
    HELM_SECRETS_BACKEND: 'sops',
    HELM_SECRETS_DECRYPT_SECRETS_IN_TMP_DIR: 'true',
    TMPDIR: `${FOLDER}/t`,
  };

  it('keeps what logins need, and drops what points elsewhere', () => {
    const { env } = buildHelmCommand(parse({}), facts({ env: parent }));
    expect(env).toEqual({ ...kept, ...secrets, KUBECONFIG: '/home/me/.kube/config' });
  });

  it.each([
    ['http2debug=2', undefined],
    ['netdns=go,http2debug=1,x509sha1=1', 'netdns=go,x509sha1=1'],
    ['xhttp2debug=2', undefined],
    ['a=http2debug=1,netdns=go', 'netdns=go'],
    ['http2client=0', 'http2client=0'],
    ['', ''],
    [undefined, undefined],
  ])('lets Go print no headers: $GODEBUG %j becomes %j', (given, expected) => {
    const { env } = buildHelmCommand(parse({}), facts({ env: { GODEBUG: given } }));
    expect(env['GODEBUG']).toBe(expected);
  });

  it.each([
    ['/a:/b', '/a:/b'],
    ['bin:/a::./x:/b:', '/a:/b'],
    ['.', ''],
    [undefined, undefined],
  ])('has no relative folder in $PATH: %j becomes %j', (given, expected) => {
    const { env } = buildHelmCommand(parse({}), facts({ env: { PATH: given } }));
    expect(env['PATH']).toBe(expected);
  });

  it('names our file for a kubeconfig given as text', () => {
    const files = { ...facts().files, kubeconfig: `${FOLDER}/kubeconfig` };
    const { env } = buildHelmCommand(
      parse({ kubeconfig: KUBECONFIG }),
      facts({ files, env: parent }),
    );
    expect(env['KUBECONFIG']).toBe(`${FOLDER}/kubeconfig`);
  });

  it('names a whole list', () => {
    const host = fakeHost(FILES, { env: { KUBECONFIG: '/none:/home/me/.kube/config' } });
    const { env } = buildHelmCommand(parse({}, host), facts());
    expect(env['KUBECONFIG']).toBe('/none:/home/me/.kube/config');
  });

  it('names none in a pod, and nothing of helm-secrets where it is not used', () => {
    const inputs = {
      ...parse({ 'secrets-backend': 'none' }),
      kubeconfig: { kind: 'in-cluster' } as const,
    };
    expect(buildHelmCommand(inputs, facts({ env: parent })).env).toEqual(kept);
  });
});

describe('helm-args', () => {
  it.each([
    '--kubeconfig=/x',
    '--kubeconfig',
    '--kube-context',
    '--kube-token=x',
    '--kube-apiserver=x',
    '--kube-as-user=x',
    '-n',
    '-nfoo',
    '-n=foo',
    '-ifoo',
    '-in',
    '-f',
    '-fx.yaml',
    '-ojson',
    '-o',
    '-h',
    '--help',
    '--namespace=x',
    '--namespace',
    '--atomic',
    '--atomic=false',
    '--rollback-on-failure',
    '--cleanup-on-fail',
    '--no-hooks',
    '--timeout=1s',
    '--timeout',
    '--wait',
    '--wait=legacy',
    '--wait-for-jobs',
    '--dry-run',
    '--dry-run=server',
    '--debug',
    '--output=json',
    '--values=x',
    '--set=a=b',
    '--set-string',
    '--set-file',
    '--set-json',
    '--set-literal',
    '--version=1',
    '--repo=x',
    '--install',
    '--dependency-update',
    '--create-namespace',
    '--history-max=3',
    '--description=x',
    '--password=x',
    '--',
    '-',
    'stray',
    '--labels a=b',
    '--devel=true\nstray',
    '--labels=a=b\n-nfoo',
    '--devel\n--atomic',
    // klog's, which helm does not list.
    '--v=10',
    '--v\n10',
    '-v=10',
    '-v9',
    '-iv9',
    '--vmodule=round_trippers=9',
    '--log-file=/tmp/x',
    '--alsologtostderr',
    // These would take the "--" before the names for their value.
    '--labels',
    '-l',
    '--devel\n--username',
    '--post-renderer-args',
  ])('refuses %j', (given) => {
    expect(refuse({ 'helm-args': given }).message).toMatch(/^Input "helm-args": expected /);
  });

  it.each([
    '--devel',
    '--force',
    '--force-conflicts',
    '--skip-crds',
    '--labels=a=b',
    '-l\na=b',
    '-la=n',
    '-l=n',
    '--labels\na=b',
    '--post-renderer-args\n--x',
    '--color\nalways',
    '--pass-credentials',
    '--post-renderer=./kustomize.sh',
    '--post-renderer-args=--namespace=x',
    '--reset-values',
    '--take-ownership',
    '--qps=5',
    '--username=me',
    '--hide-notes',
    '--ca-file=/x',
    '--registry-config=/x',
    '--server-side=true',
  ])('takes %j', (given) => {
    expect(parse({ 'helm-args': given }).helmArgs).toEqual(given.split('\n'));
  });

  it('shows the flag, never its value', () => {
    const { message, hint } = refuse({ 'helm-args': '--kube-token=hush' });
    expect(message).toBe(
      'Input "helm-args": expected flags that the action does not set itself, got "--kube-token".',
    );
    expect(hint).toContain('the same cluster');
  });
});
