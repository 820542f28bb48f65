import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FakeProxy, startHttpProxy } from '../fakes/proxies.js';
import { answerAndHang, FakeToolServer } from '../fakes/tool-server.js';
import { container, deployObjects, jobHook, podSpec } from './support/hooks.js';
import {
  HELM_MAJORS,
  type HelmMajor,
  makeNamespace,
  makeTempFolder,
  removeNamespace,
  ROOT,
  setting,
} from './support/lab.js';
import { pathOfHelm, PLUGIN_VERSION, publishTools } from './support/published-tools.js';
import { encryptFor, makeAgeKey } from './support/sops.js';
import type { StepOptions } from './support/step.js';

/** What the machine has was built here, so that nobody has published its sums. */
const VERSIONS = { 3: '3.22.0', 4: '4.3.0' } as const;
const helmPath = (helm: HelmMajor) => pathOfHelm(VERSIONS[helm]);

const quick = jobHook({ name: 'quick' }, podSpec([container('echo hello from the hook')]));
const DOWNLOADED = /^Downloaded (\S+) \S+ \(.*\) in .* s$/gm;
const downloadsIn = (log: string) => [...log.matchAll(DOWNLOADED)].map(([, tool]) => tool).sort();

// Each deploys more than once, with tools that are packed and downloaded first.
jest.setTimeout(300_000);

describe.each(HELM_MAJORS)('a runner without helm, sops and plugins, Helm %i', (helm) => {
  const namespace = `e2e-tools-${String(helm)}`;
  let server: FakeToolServer;
  let proxy: FakeProxy;
  let checksums: string;
  let values: string;
  let key: string;

  beforeAll(async () => {
    await makeNamespace(namespace);
    server = await FakeToolServer.start();
    proxy = await startHttpProxy(server.names);
    const program = readFileSync(join(setting(`HM_HELM${String(helm)}`), 'helm'));
    checksums = await publishTools(server, { version: VERSIONS[helm], program });
    const folder = makeTempFolder();
    [values, key] = [join(folder, 'secrets.json'), join(folder, 'age.key')];
    writeFileSync(values, JSON.stringify({ objects: [quick] }));
    await makeAgeKey(key);
    await encryptFor(key, values);
  });
  afterAll(async () => {
    await proxy.close();
    await server.close();
    await removeNamespace(namespace);
  });

  let cache: string;
  beforeEach(() => {
    cache = makeTempFolder();
    server.asked.length = 0;
  });

  const bare = (): Record<string, string> => ({
    PATH: [join(ROOT, 'node_modules/.bin'), '/usr/bin', '/bin'].join(':'),
    HELM_PLUGINS: '',
    NODE_EXTRA_CA_CERTS: server.authority,
    HTTPS_PROXY: `http://127.0.0.1:${String(proxy.port)}`,
    RUNNER_TOOL_CACHE: cache,
    SOPS_AGE_KEY_FILE: key,
  });
  const deploy = (
    inputs: Readonly<Record<string, string>> = {},
    options: Partial<StepOptions> = {},
  ) =>
    deployObjects(helm, [], {
      env: bare(),
      ...options,
      inputs: {
        namespace,
        values,
        'values-inline': '',
        'secrets-backend': 'sops',
        ...(helm === 3 ? { 'helm-version': VERSIONS[3] } : {}),
        'helm-secrets-version': PLUGIN_VERSION,
        'tool-checksums': checksums,
        ...inputs,
      },
    });

  it('deploys with what the action fetches, and the next time with what it keeps', async () => {
    const first = await deploy();
    expect(first.log).not.toMatch(/^::(warning|error)\b/m);
    expect(first.outputs).toMatchObject({ outcome: 'deployed' });
    expect(first.log).toMatch(/^quick-\w+\/main \| hello from the hook$/m);
    expect(downloadsIn(first.log)).toEqual(['helm', 'helm-secrets', 'sops']);
    expect(first.log.search(DOWNLOADED)).toBeLessThan(first.log.indexOf('helm | '));
    const before = server.asked.length;
    const second = await deploy();
    expect(second.outputs).toMatchObject({ outcome: 'deployed', revision: '2' });
    expect(downloadsIn(second.log)).toEqual([]);
    expect(server.asked).toHaveLength(before);
    expect(readdirSync(join(cache, 'helm-migrate'))).toHaveLength(3);
  });

  it('fetches helm alone where nothing is encrypted, from a mirror, and keeps none without a cache', async () => {
    const result = await deploy(
      {
        'secrets-backend': 'none',
        values: '',
        'values-inline': JSON.stringify({ objects: [quick] }),
        'tools-mirror': server.mirror,
      },
      { env: { ...bare(), HTTPS_PROXY: '', RUNNER_TOOL_CACHE: '' } },
    );
    expect(result.outputs).toMatchObject({ outcome: 'deployed' });
    expect(server.asked).toEqual([helmPath(helm)]);
  });

  it("runs with the plugins of the runner, whatever they are, behind the action's own", async () => {
    const plugins = makeTempFolder();
    const put = (name: string, manifest: string) => {
      mkdirSync(join(plugins, name));
      writeFileSync(join(plugins, name, 'plugin.yaml'), manifest);
    };
    put(
      'other',
      'apiVersion: v1\ntype: cli/v1\nname: secrets\nversion: 1.0.0\nruntime: subprocess\n',
    );
    put('old', 'name: secrets\nversion: 1.0.0\nusage: x\ndescription: x\ncommand: /bin/false\n');
    const result = await deploy({}, { env: { ...bare(), HELM_PLUGINS: plugins } });
    expect(result.log).not.toContain('name conflicts');
    expect(result.outputs).toMatchObject({ outcome: 'deployed' });
  });

  it('starts nothing where a download is not what was expected', async () => {
    const other = checksums.replace(/^(sops .*)[0-9a-f]{4}$/m, '$1beef');
    const result = await deploy({ 'tool-checksums': other });
    expect(result.exitCode).toBe(1);
    expect(result.outputs).toMatchObject({ outcome: 'deploy-failed', cause: 'tool' });
    expect(result.outputs['reason']).toMatch(
      /^sops 3\.13\.3 from https:\/\/github\.com\/.* is not what was expected: its SHA-256 is /,
    );
    expect(result.log).not.toContain('helm | ');
  });

  it('stops a download when it is cancelled', async () => {
    server.answer(helmPath(helm), (response, request) => {
      answerAndHang()(response, request);
      kill?.();
    });
    let kill: (() => void) | undefined;
    const result = await deploy(
      {},
      { onLine: (_text, step) => (kill = () => void step.kill('SIGINT')) },
    );
    expect(result.outputs).toMatchObject({ outcome: 'cancelled', workloads: 'unchanged' });
    expect(result.log).not.toContain('helm | ');
    expect(readdirSync(join(cache, 'helm-migrate')).filter((name) => name.startsWith('.'))).toEqual(
      [],
    );
  });
});
