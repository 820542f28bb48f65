import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ActionError } from '../../../src/errors.js';
import { fakeHost } from '../../fakes/host.js';
import { FILES, KUBECONFIG, parse, refuse } from '../../fakes/inputs.js';
import { parseKubeconfig } from '../../fakes/kubeconfig.js';

const AGE = 'age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq';
const ENCRYPTED = `password: ENC[AES256_GCM,data:x,iv:x,tag:x,type:str]
sops:
  age: [{recipient: ${AGE}, enc: x}]
  mac: ENC[AES256_GCM,data:x,type:str]
`;

const toBase64 = (text: string): string => Buffer.from(text).toString('base64');

it('gives the defaults of action.yml', () => {
  expect(parse({})).toEqual({
    command: 'deploy',
    revision: undefined,
    release: 'backend',
    chart: './chart',
    version: undefined,
    repo: undefined,
    dependencyUpdate: false,
    workingDirectory: '/work',
    namespace: 'shop',
    createNamespace: false,
    kubeconfig: {
      kind: 'files',
      paths: ['/home/me/.kube/config'],
      files: parseKubeconfig(KUBECONFIG, '/home/me/.kube/config'),
    },
    kubeContext: undefined,
    server: 'https://k8s.example:6443',
    values: [],
    encryptedValues: [],
    staleDecrypted: [],
    valuesInline: undefined,
    planSet: [],
    set: { set: [], setString: [], setFile: [], setJson: [], setLiteral: [] },
    timeout: '30m',
    timeoutSeconds: 1800,
    wait: false,
    waitForJobs: false,
    failFastMs: 60_000,
    policy: {
      ...{ activeHook: 'wait', waitMs: 1_800_000, pendingRelease: 'fail' },
      requireHook: false,
    },
    comment: { when: 'never', environment: undefined },
    githubToken: '${{ github.token }}',
    atomic: false,
    historyMax: undefined,
    description: undefined,
    helmArgs: [],
    tools: {
      versions: {
        helm: undefined,
        'helm-secrets': undefined,
        sops: undefined,
        vals: undefined,
      },
      checksums: [],
      mirror: undefined,
    },
    secretsBackend: 'sops',
    logFile: undefined,
    summary: true,
    hideLogs: [],
    migrationsPaths: [],
    registryLogin: undefined,
  });
});

it.each([
  ['90s', 90_000],
  ['2m', 120_000],
  ['off', undefined],
])('fail-fast: %s', (text, ms) => {
  expect(parse({ 'fail-fast': text }).failFastMs).toBe(ms);
});

it('names everything that is wrong at once', () => {
  const { code, message, hint } = refuse({ release: '', timeout: '300', wait: 'yes' });
  expect(code).toBe('bad-input');
  expect(message).toBe(`3 errors in the inputs: "release", "timeout", "wait".
- Input "release": expected a valid release name, like "backend", got "". Give the release a name.
- Input "timeout": expected a positive duration, like "90s", "30m" or "1h30m", got "300". Did you mean "300s"?
- Input "wait": expected "true" or "false", got "yes". Write true or false.`);
  expect(hint).toBe('Correct them and redeploy. Nothing was changed in the cluster.');
});

it('names three of what is wrong with one input, and each once', () => {
  const values = ['a.yaml', 'b.yaml', 'a.yaml', 'c.yaml', 'd.yaml', 'e.yaml'].join('\n');
  const { message } = refuse({ values, set: 'x\nx' });
  expect(message.replace(/(got [^.]*\.(yaml")?).*/g, '$1')).toBe(
    `8 errors in the inputs: "values", "set".
- Input "values": expected values files that exist, got "a.yaml"
- Input "values": expected values files that exist, got "b.yaml"
- Input "values": expected values files that exist, got "c.yaml"
- Input "values": and 2 more.
- Input "set": expected "key=value" in each line, got a line without "key=".`,
  );
});

it.each([
  ['win32', 'x64'],
  ['darwin', 'arm64'],
  ['linux', 'arm'],
])('refuses a runner that is %s %s', (platform, arch) => {
  const error = refuse({}, fakeHost(FILES, { platform, arch }));
  expect(error.code).toBe('unsupported-runner');
  expect(error.message).toBe(
    `The runner is ${platform} ${arch}; the action needs Linux on x64 or arm64.`,
  );
});

describe('one wrong input', () => {
  const files = {
    ...FILES,
    '/work/empty/README.md': '',
    '/work/Chart.yaml': 'name: here\n',
    '/work/old.yaml': 'a: ENC[AES256_GCM,data:x]\n',
    '/work/secrets.yaml': ENCRYPTED,
    '/work/a/b.yaml': ENCRYPTED,
    '/work/a_b.yaml': ENCRYPTED,
    '/work/script.sh': '',
  };

  it.each([
    ['release', '-rf', 'got "-rf"'],
    ['release', 'Backend', 'got "Backend"'],
    ['release', 'b_c', 'at most 53 characters'],
    ['release', 'x'.repeat(54), 'at most 53 characters'],
    ['chart', '', 'Give a path'],
    ['chart', './nope', '"/work/nope" does not exist'],
    ['chart', '--help', 'must not begin with "-"'],
    ['chart', 'charts/nope', 'Helm also has no repository named "charts"'],
    ['chart', 'nope', 'also set "repo"'],
    ['chart', 'empty', 'There is no Chart.yaml in "/work/empty"'],
    ['chart', 'Chart.yaml', 'the folder that holds Chart.yaml'],
    ['repo', 'stable', 'the URL of a chart repository'],
    ['repo', 'oci://ghcr.io/me', 'Put the whole oci:// address in "chart"'],
    ['repo', 'https://me:hush@charts.example', 'got "https://…@charts.example"'],
    ['repo', 'https://hush@charts.example/a@b', 'got "https://…@b"'],
    ['repo', 'https://me:p@hu/sh@charts.example', 'got "https://…@charts.example"'],
    ['repo', 'https://me:hu/sh@charts.example', 'got "https://…@charts.example"'],
    ['repo', 'https://me:hu#sh@charts.example/', 'got "https://…@charts.example/"'],
    ['repo', 'me:hush@charts.example', 'got "…@charts.example"'],
    ['repo', '//me:hush@charts.example', 'got "…@charts.example"'],
    ['chart', 'oci://me:hu?sh@ghcr.io/me/chart', 'got "oci://…@ghcr.io/me/chart"'],
    [
      'chart',
      'oci://me:hush@ghcr.io/me/chart',
      'give the login in "registry-username" and "registry-password"',
    ],
    ['chart', 'git+ssh://git:hush@example/me/chart', 'got "git+ssh://…@example/me/chart"'],
    ['description', 'a\0b', 'text without NUL characters, got text with NUL characters'],
    ['set-literal', 'a=x\0--debug', 'text without NUL characters'],
    ['namespace', 'a.b', 'got "a.b"'],
    ['namespace', '--all', 'got "--all"'],
    ['working-directory', 'nope', 'a folder that exists, got "nope"'],
    ['working-directory', 'secrets.yaml', 'which is a file'],
    ['values', 'https://me:hush@example/v.yaml', 'got "https://…@example/v.yaml"'],
    ['values', 'https://me:hu,sh@example/v.yaml', 'give its path'],
    ['values', 'https://me:hu/sh@example/v.yaml', 'got "https://…@example/v.yaml"'],
    ['values', '?secrets://https://hush@example/v.yaml', 'got "https://…@example/v.yaml"'],
    ['values', 'git+https://hush@example/v.yaml', 'give its path'],
    ['set-file', 'a=https://me:hush@example/x', 'got "https://…@example/x"'],
    ['values', 'nope.yaml', '"/work/nope.yaml" does not exist'],
    ['values', 'empty', 'which is a folder'],
    ['values', 'secrets.yaml,old.yaml', 'one file per line'],
    ['values', '-f.yaml', 'Write "./-f.yaml"'],
    ['values', 'old.yaml', 'The file has no "sops:" section'],
    ['values', 'vals!secrets.yaml', 'as "vals" does not decrypt it'],
    ['values', 'a/b.yaml\na_b.yaml', '"a/b.yaml" and "a_b.yaml"'],
    ['values-inline', 'just words', 'got a single value'],
    ['values-inline', '- one', 'got a YAML list'],
    ['values-inline', 'a: "open', 'text that is not YAML in line 1'],
    ['set', 'replicas', 'a line without "key="'],
    ['set', 'a=ref+vault://secret/a', 'one in "a"'],
    ['set-string', 'a=vals!x', 'one in "a"'],
    ['set', 'a=1,b=sops!x', 'one in "a"'],
    ['set', 'a=script.sh!x', 'one in "a"'],
    ['set-literal', 'a=ENC[AES256_GCM,data:x]', 'one in "a"'],
    ['set-json', '{"a": "ref+echo://x"}', 'one in the JSON'],
    ['fail-fast', '', '"off", or a positive duration'],
    ['fail-fast', '0s', 'With "off", helm keeps waiting for a hook'],
    ['fail-fast', 'false', 'got "false"'],
    ['fail-fast', '60', 'Did you mean "60s"?'],
    ['timeout', '', 'Use the units s, m or h'],
    ['timeout', '0s', 'a positive duration'],
    ['timeout', '-5m', 'a positive duration'],
    ['timeout', '5 m', 'a positive duration'],
    ['timeout', '5d', 'Use the units s, m or h'],
    ['timeout', '9999999h', 'a positive duration'],
    ['active-hook', 'kill', 'one of "wait", "fail", "replace", got "kill"'],
    ['active-hook', '', 'one of "wait", "fail", "replace", got ""'],
    ['active-hook', 'true', 'got "true"'],
    ['active-hook-timeout', '', 'a duration like "90s", "30m" or "1h30m", got ""'],
    ['active-hook-timeout', '300', 'Did you mean "300s"?'],
    ['active-hook-timeout', '-1m', 'got "-1m"'],
    ['active-hook-timeout', '5 m', 'Use the units s, m or h'],
    ['pending-release', 'repair', 'one of "fail", "wait", "recover", got "repair"'],
    ['pending-release', '', 'one of "fail", "wait", "recover", got ""'],
    ['require-hook', 'yes', 'expected "true" or "false", got "yes"'],
    ['atomic', '1', 'expected "true" or "false", got "1"'],
    ['summary', '', 'expected "true" or "false", got ""'],
    ['create-namespace', '1', 'got "1"'],
    ['dependency-update', 'on', 'got "on"'],
    ['wait-for-jobs', 'true', '"wait: true" with it'],
    ['history-max', 'all', 'a whole number'],
    ['secrets-backend', 'SOPS', 'one of "sops", "vals", "none"'],
    ['secrets-backend', '', 'one of "sops", "vals", "none"'],
    ['log-file', 'empty', 'which is a folder'],
    ['log-file', 'logs/', 'which is a folder'],
    ['kube-context', 'nope', 'a context of the kubeconfig: "prod", "test", got "nope"'],
    ['kubeconfig', './nope', '"./nope", which does not exist'],
    ['kubeconfig', 'nonsense', 'a single value'],
    ['kubeconfig', 'a: [', 'text that is not YAML in line 1'],
    ['kubeconfig', 'apiVersion: v1', 'a kubeconfig with a context, got one without contexts'],
    ['kubeconfig', toBase64('apiVersion: v1'), 'a kubeconfig with a context'],
    ['kubeconfig', KUBECONFIG.replace('current-context: prod', ''), 'with a current-context'],
    ['kubeconfig', KUBECONFIG.replace('server:', 'proxy:'), 'and the server of its context'],
    [
      'kubeconfig',
      KUBECONFIG.replace('server:', 'certificate-authority: ca.pem, server:'),
      'no relative paths in a kubeconfig given as text, got "ca.pem"',
    ],
  ])('%s: %j', (name, text, words) => {
    const { code, message, hint } = refuse({ [name]: text }, fakeHost(files));
    expect(code).toBe('bad-input');
    expect(`${message} ${hint}`).toContain(words);
    expect(message).toMatch(new RegExp(`^Input "${name}": expected .*, got .*\\.$`));
  });

  it('is an encrypted file where nothing decrypts', () => {
    const given = { values: 'secrets.yaml', 'secrets-backend': 'none' };
    expect(refuse(given, fakeHost(files)).message).toContain('as "none" does not decrypt it');
  });

  it('is a context where only a service account is', () => {
    const host = fakeHost(
      { '/work/chart/Chart.yaml': '', '/var/run/secrets/kubernetes.io/serviceaccount/token': 't' },
      { env: { KUBERNETES_SERVICE_HOST: '10.0.0.1' } },
    );
    expect(refuse({ 'kube-context': 'prod' }, host).message).toContain(
      'expected a kubeconfig to go with it',
    );
  });

  it('is a kubeconfig that is nowhere', () => {
    const error = refuse({}, fakeHost({ '/work/chart/Chart.yaml': '' }));
    expect(error.message).toContain('no "/home/me/.kube/config" and no service account');
    expect(error.hint).toBe(
      'An undefined secret is an empty string. Check that it is set for this repository or environment.',
    );
    const listed = fakeHost(FILES, { env: { KUBECONFIG: '/a:/b' } });
    expect(refuse({}, listed).message).toContain('no file in $KUBECONFIG exists: "/a:/b"');
  });
});

it.each([
  ['chart', 'oci://ghcr.io:5000/me/chart@sha256:0a1b'],
  ['chart', 'git+https://github.com/me/charts@deploy/chart?ref=v1'],
  ['repo', 'https://[fd00::1]:8443/a@b'],
  ['repo', 'https://charts.example:8443/a:c@b'],
  ['values', 'git+https://github.com/me/charts@deploy/v.yaml?ref=v1'],
  ['values', 'git+ssh://git@example/me/charts@v.yaml'],
  ['values', 'secrets://https://example:8443/a@b.yaml'],
  ['set-file', 'a=https://example/x@1'],
])('a URL with an "@" that is no login: %s: %s', (name, given) => {
  expect(() => parse({ [name]: given })).not.toThrow();
});

describe('what is given', () => {
  it.each([
    ['YAML', KUBECONFIG, { kind: 'inline', yaml: KUBECONFIG }],
    ['base64', toBase64(KUBECONFIG), { kind: 'inline', yaml: KUBECONFIG }],
    [
      'base64 in lines',
      toBase64(KUBECONFIG).replace(/.{76}/g, '$&\n'),
      { kind: 'inline', yaml: KUBECONFIG },
    ],
    ['a path', 'kube/config', { kind: 'files', paths: ['/work/kube/config'] }],
    ['a path from home', '~/.kube/config', { kind: 'files', paths: ['/home/me/.kube/config'] }],
    ['a list', '/none:kube/config', { kind: 'files', paths: ['/none', '/work/kube/config'] }],
  ])('takes a kubeconfig as %s', (_, kubeconfig, source) => {
    const host = fakeHost({ ...FILES, '/work/kube/config': KUBECONFIG });
    expect(parse({ kubeconfig }, host).kubeconfig).toMatchObject(source);
  });

  it('takes the namespace of the context, then default', () => {
    expect(parse({}).namespace).toBe('shop');
    expect(parse({ 'kube-context': 'test' }).namespace).toBe('default');
    expect(parse({ namespace: 'mine' }).namespace).toBe('mine');
  });

  it('takes the service account of a pod last', () => {
    const account = '/var/run/secrets/kubernetes.io/serviceaccount';
    const files = {
      '/work/chart/Chart.yaml': '',
      [`${account}/token`]: 't',
      [`${account}/namespace`]: 'pods\n',
    };
    const env = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };
    const inputs = parse({}, fakeHost(files, { env }));
    expect(inputs.kubeconfig).toEqual({ kind: 'in-cluster' });
    expect([inputs.namespace, inputs.server]).toEqual(['pods', 'https://[fd00::1]:443']);
  });

  it('is read one item a line, in any line ends', () => {
    const inputs = parse({ set: '\r\n  a=1 \r\n\r\nb=-2,c={x,y}\r\n', 'helm-args': '--devel\n' });
    expect(inputs.set.set).toEqual(['a=1', 'b=-2,c={x,y}']);
    expect(inputs.helmArgs).toEqual(['--devel']);
  });

  it('starts paths from the working directory', () => {
    const host = fakeHost({ ...FILES, '/work/app/c/Chart.yaml': '', '/work/app/v.yaml': 'a: 1' });
    const given = {
      'working-directory': 'app',
      chart: './c',
      values: 'v.yaml',
      'log-file': 'out/log',
    };
    const inputs = parse(given, host);
    expect(inputs.workingDirectory).toBe('/work/app');
    expect(inputs.values).toEqual(['v.yaml']);
    expect(inputs.logFile).toBe('/work/app/out/log');
  });

  it('names the keys of encrypted values', () => {
    const host = fakeHost({
      ...FILES,
      '/work/secrets.yaml': ENCRYPTED,
      '/work/plain.yaml': 'sops: no\n',
    });
    const values =
      'plain.yaml\n./secrets.yaml\n?sops!secrets.yaml\n?maybe.yaml\nhttps://x.example/v.yaml\nsecrets://a.yaml';
    expect(parse({ values }, host).encryptedValues).toEqual([
      { path: './secrets.yaml', keys: [`age: ${AGE}`] },
      { path: 'secrets.yaml', keys: [`age: ${AGE}`] },
    ]);
  });

  it("leaves to helm what is helm's to judge", () => {
    const repositories = 'repositories: [{name: stable, url: "https://x.example"}]';
    const host = fakeHost({ ...FILES, '/home/me/.config/helm/repositories.yaml': repositories });
    for (const chart of ['oci://ghcr.io/me/chart', 'https://x.example/c.tgz', 'stable/backend']) {
      expect(parse({ chart }, host).chart).toBe(chart);
    }
    expect(parse({ chart: 'backend', repo: 'https://x.example' }).chart).toBe('backend');
    expect(refuse({ chart: 'other/backend' }, host).hint).toContain(
      'Helm also has no repository named "other"',
    );
  });

  it('may name a user of ssh, and hold an @ behind the host', () => {
    for (const chart of ['git+ssh://git@example/me/chart', 'https://x.example/c@1.tgz'])
      expect(parse({ chart }).chart).toBe(chart);
  });

  it('keeps a description on one line', () => {
    expect(parse({ description: 'Red \u001b[31m\u0085and\tBlue' }).description).toBe(
      'Red [31m and Blue',
    );
    expect(parse({ description: 'Fix it\n\nLonger text' }).description).toBe('Fix it Longer text');
  });

  it('may hold a "!" that names no backend', () => {
    expect(parse({ 'set-string': 'motto=hello!world' }).set.setString).toEqual([
      'motto=hello!world',
    ]);
  });
});

it('never shows what may be a secret', () => {
  const secret = fc.stringMatching(/^[a-z]{3}zq[a-z]{5}x[a-z]{4}$/);
  const hiding = ['kubeconfig', 'values-inline', 'set', 'helm-args'] as const;
  fc.assert(
    fc.property(
      secret,
      fc.constantFrom(...hiding),
      fc.constantFrom('', 'a: &', '- ', 'k=ref+', '--x '),
      (text, name, before) => {
        try {
          parse({ [name]: `${before}${text}`, summary: 'maybe' });
        } catch (error) {
          const said =
            error instanceof ActionError ? `${error.message} ${error.hint}` : String(error);
          expect(said).not.toContain(text);
        }
      },
    ),
  );
});

it('answers whatever is given with inputs or with bad-input', () => {
  const names = [
    'kubeconfig',
    'release',
    'chart',
    'values',
    'values-inline',
    'set',
    'set-json',
    'timeout',
    'helm-args',
    'description',
  ];
  const text = fc.oneof(
    fc.string(),
    fc.string({
      unit: fc.constantFrom('-', '=', '!', ':', '{', '\n', ' ', 'a', '/', '.', ',', '"'),
    }),
  );
  fc.assert(
    fc.property(fc.constantFrom(...names), text, (name, given) => {
      try {
        parse({ [name]: given });
      } catch (error) {
        expect(error).toBeInstanceOf(ActionError);
      }
    }),
    { numRuns: 500 },
  );
});

it('takes names of hooks whose logs are not shown, and refuses what no name can be', () => {
  expect(parse({ 'hide-logs': 'create-admin\n*-seed' }).hideLogs).toEqual([
    'create-admin',
    '*-seed',
  ]);
  expect(() => parse({ 'hide-logs': 'Job/create-admin' })).toThrow(
    'Input "hide-logs": expected names of hooks, one per line, such as "create-admin" or "*-seed", got "Job/create-admin".',
  );
});
