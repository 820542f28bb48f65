import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { type FakeProxy, startHttpProxy, startSocksProxy } from '../fakes/proxies.js';
import { container, deployObjects, jobHook, podSpec } from './support/hooks.js';
import { HELM_MAJORS, kubectl, makeNamespace, removeNamespace, setting } from './support/lab.js';
import {
  makeAccount,
  makeKubeconfig,
  makeToken,
  readLines,
  theAddress,
  theAdmin,
  theCluster,
  writeKubeconfig,
} from './support/logins.js';
import type { StepOptions, StepResult } from './support/step.js';

/** A name of the API server that only a proxy knows. */
const HIDDEN = 'api.hidden.invalid';
const HIDDEN_CLUSTER = { server: `https://${HIDDEN}`, 'tls-server-name': 'kubernetes' };
const quick = jobHook({ name: 'quick' }, podSpec([container('echo hello from the hook')]));

function expectAllSeen(result: StepResult): void {
  expect(result.log).not.toMatch(/^::(warning|error)\b/m);
  expect(result.log).toMatch(/^quick-\w+\/main \| hello from the hook$/m);
  expect(result.outputs).toMatchObject({ outcome: 'deployed', 'exit-code': '0' });
}

describe.each(HELM_MAJORS)('logged in as helm is, Helm %i', (helm) => {
  const namespace = `login-${String(helm)}`;
  let token: string;
  let http: FakeProxy;
  let socks: FakeProxy;

  beforeAll(async () => {
    await makeNamespace(namespace);
    await makeAccount(namespace, 'deployer', '--clusterrole=admin');
    token = await makeToken(namespace, 'deployer');
    http = await startHttpProxy({ [HIDDEN]: theAddress() }, 'me:it is secret');
    socks = await startSocksProxy({ [HIDDEN]: theAddress() });
  });
  afterAll(async () => {
    await http.close();
    await socks.close();
    await removeNamespace(namespace);
  });

  const deploy = (
    kubeconfig: string,
    options: Partial<StepOptions> = {},
    objects: readonly ReturnType<typeof jobHook>[] = [quick],
  ) => deployObjects(helm, objects, { ...options, inputs: { namespace, kubeconfig } });
  const httpUrl = () => `http://me:it%20is%20secret@127.0.0.1:${String(http.port)}`;

  it('by a token', async () => {
    expectAllSeen(await deploy(makeKubeconfig({}, { token })));
  });

  it('by a client certificate, with all paths relative to the kubeconfig', async () => {
    const admin = theAdmin();
    const decode = (key: string) => Buffer.from(admin[key] ?? '', 'base64').toString();
    const cluster = {
      'certificate-authority-data': undefined,
      'certificate-authority': 'pki-ca.crt',
    };
    const user = { 'client-certificate': './me.crt', 'client-key': 'me.key' };
    const path = writeKubeconfig(makeKubeconfig(cluster, user), {
      'pki-ca.crt': theCluster().authority,
      'me.crt': decode('client-certificate-data'),
      'me.key': decode('client-key-data'),
    });
    expectAllSeen(await deploy(path));
  });

  it('without a check of the certificate', async () => {
    const cluster = {
      'certificate-authority-data': undefined,
      'insecure-skip-tls-verify': true,
    };
    expectAllSeen(await deploy(makeKubeconfig(cluster, { token })));
  });

  it('by the name that the certificate is made out to', async () => {
    expectAllSeen(await deploy(makeKubeconfig({ 'tls-server-name': 'kubernetes' }, { token })));
    const other = await deploy(makeKubeconfig({ 'tls-server-name': 'elsewhere' }, { token }));
    expect(other.outputs['reason']).toMatch(/^The certificate of the cluster .* is not trusted/);
  });

  it('as somebody else', async () => {
    const user = { ...theAdmin(), as: `system:serviceaccount:${namespace}:deployer` };
    expectAllSeen(await deploy(makeKubeconfig({}, user)));
    const nobody = { ...theAdmin(), as: 'nobody', 'as-groups': ['nowhere', 'no one'] };
    const result = await deploy(makeKubeconfig({}, nobody));
    expect(result.outputs['reason']).toContain('User "nobody" cannot list resource "secrets"');
  });

  it('as nobody, where the context names no user', async () => {
    const name = `${namespace}-anybody`;
    const anybody = '--user=system:anonymous';
    await kubectl('create', 'rolebinding', name, '--clusterrole=admin', anybody, '-n', namespace);
    await kubectl('create', 'clusterrolebinding', name, '--clusterrole=system:discovery', anybody);
    try {
      expectAllSeen(await deploy(makeKubeconfig({}, undefined)));
    } finally {
      await kubectl('delete', 'clusterrolebinding', name);
      await kubectl('delete', 'rolebinding', name, '-n', namespace);
    }
  });

  it('through $HTTPS_PROXY', async () => {
    const before = http.asked.length;
    const env = { HTTPS_PROXY: httpUrl(), NO_PROXY: '.hidden.example,10.0.0.0/8,localhost' };
    expectAllSeen(await deploy(makeKubeconfig(HIDDEN_CLUSTER, { token }), { env }));
    const asked = http.asked.slice(before);
    expect(new Set(asked.map(({ target }) => target))).toEqual(new Set([`${HIDDEN}:443`]));
    const isHelms = ({ agent }: { readonly agent: string }) => agent.startsWith('Go-http-client');
    expect(asked.some(isHelms)).toBe(true);
    expect(asked.some((each) => !isHelms(each))).toBe(true);
  });

  it('past $HTTPS_PROXY, where $NO_PROXY says so', async () => {
    const before = http.asked.length;
    const { host } = theAddress();
    const env = { https_proxy: httpUrl(), no_proxy: `${host.replace(/\.\d+$/, '.0')}/24` };
    expectAllSeen(await deploy(makeKubeconfig({}, { token }), { env }));
    expect(http.asked).toHaveLength(before);
  });

  it('through an HTTP proxy-url, whatever $NO_PROXY says', async () => {
    const cluster = { ...HIDDEN_CLUSTER, 'proxy-url': httpUrl() };
    const env = { NO_PROXY: '*', HTTPS_PROXY: 'http://127.0.0.1:1' };
    expectAllSeen(await deploy(makeKubeconfig(cluster, { token }), { env }));
  });

  it('through a SOCKS proxy-url, which knows the name', async () => {
    const cluster = { ...HIDDEN_CLUSTER, 'proxy-url': `socks5://127.0.0.1:${String(socks.port)}` };
    expectAllSeen(await deploy(makeKubeconfig(cluster, { token })));
    expect(socks.asked.map(({ target }) => target)).toContain(`${HIDDEN}:443`);
  });

  it('over plain HTTP, as to a "kubectl proxy" on this machine', async () => {
    const args = ['proxy', '--port=0', '--kubeconfig', setting('KUBECONFIG')];
    const proxy = spawn(join(setting('HM_TOOLS'), 'kubectl'), args, { stdio: 'pipe' });
    try {
      const [line] = (await once(createInterface(proxy.stdout), 'line')) as [string];
      const cluster = {
        server: `http://${/127\.0\.0\.1:\d+/.exec(line)?.[0] ?? ''}`,
        'certificate-authority-data': undefined,
      };
      expectAllSeen(await deploy(makeKubeconfig(cluster, { token: 'never sent' })));
    } finally {
      proxy.kill();
      await once(proxy, 'close');
    }
  });

  it('by a credential plugin beside the kubeconfig, which is told of the cluster', async () => {
    const plugin = `#!/usr/bin/env bash
      set -euo pipefail
      here=$(dirname "$0")
      printf '%s %s\\n' "$(ps -o comm= -p "$PPID")" "$KUBERNETES_EXEC_INFO" >>"$here/asked"
      echo 'never to be shown' >&2
      printf '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"%s"}}' \\
        "$(cat "$here/$1")"`;
    const cluster = {
      extensions: [
        { name: 'client.authentication.k8s.io/exec', extension: { audience: 'backend' } },
      ],
    };
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: './plugin',
      args: ['token'],
      env: [{ name: 'REGION', value: 'here' }],
      provideClusterInfo: true,
      interactiveMode: 'IfAvailable',
    };
    const path = writeKubeconfig(makeKubeconfig(cluster, { exec }), { plugin, token });
    const result = await deploy(path);
    expectAllSeen(result);
    const asked = readLines(join(dirname(path), 'asked'));
    const ours = asked.filter((line) => !line.startsWith('helm '));
    expect(ours).toHaveLength(1);
    const info = (line = '') => JSON.parse(line.slice(line.indexOf('{'))) as object;
    expect(info(ours[0])).toEqual(info(asked.find((line) => line.startsWith('helm '))));
    expect(result.log.match(/never to be shown/g)).toHaveLength(asked.length - ours.length);
  });

  it('by a token that is refused in the middle of the run, and a plugin that has a new one', async () => {
    await kubectl('create', 'secret', 'generic', 'bound', '-n', namespace);
    // helm takes the first 401 for the end; so only what we are given is refused.
    const plugin = `#!/usr/bin/env bash
      set -euo pipefail
      here=$(dirname "$0")
      token=$here/token
      if [[ $(ps -o comm= -p "$PPID") != helm ]]; then
        echo asked >>"$here/asked"
        [[ $(wc -l <"$here/asked") -gt 1 ]] || token=$here/first
      fi
      printf '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1","status":{"token":"%s"}}' \\
        "$(cat "$token")"`;
    const exec = { apiVersion: 'client.authentication.k8s.io/v1beta1', command: './plugin' };
    const first = await makeToken(namespace, 'deployer', 'bound');
    const path = writeKubeconfig(makeKubeconfig({}, { exec }), { plugin, token, first });
    // The API server believes a token for 10 s more.
    const slow = jobHook(
      { name: 'slow', weight: -1 },
      podSpec([container('echo the token goes; sleep 12')]),
    );
    let gone: Promise<unknown> | undefined;
    const onLine = (text: string) => {
      if (text.endsWith('| the token goes'))
        gone ??= kubectl('delete', 'secret', 'bound', '-n', namespace);
    };
    expectAllSeen(await deploy(path, { onLine }, [slow, quick]));
    await gone;
    expect(readLines(join(dirname(path), 'asked'))).toHaveLength(2);
  });
});

describe('a token file that rotates, Helm 4', () => {
  const namespace = 'login-rotating';
  beforeAll(async () => {
    await makeNamespace(namespace);
    await makeAccount(namespace, 'deployer', '--clusterrole=admin');
    for (const name of ['old', 'new'])
      await kubectl('create', 'secret', 'generic', name, '-n', namespace);
  });
  afterAll(() => removeNamespace(namespace));

  it('is read anew: the old token is refused before the deploy has ended', async () => {
    const files = { token: await makeToken(namespace, 'deployer', 'old') };
    const next = await makeToken(namespace, 'deployer', 'new');
    const path = writeKubeconfig(makeKubeconfig({}, { tokenFile: 'token' }), files);
    // helm reads the file again after 50 s, and until then the old token must be good.
    const script = 'echo rotate; sleep 55; echo revoke; sleep 13';
    const slow = jobHook({ name: 'slow', weight: -1 }, podSpec([container(script)]));
    const jobs: Promise<unknown>[] = [];
    const onLine = (text: string) => {
      if (text.endsWith('| rotate')) writeFileSync(join(dirname(path), 'token'), next);
      if (text.endsWith('| revoke')) jobs.push(kubectl('delete', 'secret', 'old', '-n', namespace));
    };
    const inputs = { namespace, kubeconfig: path };
    expectAllSeen(await deployObjects(4, [slow, quick], { inputs, onLine }));
    await Promise.all(jobs);
    expect(jobs).toHaveLength(1);
  });
});
