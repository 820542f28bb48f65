import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { type ChartRepository, startChartRepository } from '../fakes/chart-repository.js';
import { ANY_CHART, container, deployObjects, jobHook, podSpec } from './support/hooks.js';
import { HELM_MAJORS, makeNamespace, makeTempFolder, removeNamespace } from './support/lab.js';
import { LOGIN, type Registry, runHelmWith, startRegistry } from './support/registry.js';
import type { StepOptions } from './support/step.js';

const quick = jobHook({ name: 'quick' }, podSpec([container('echo hello from the hook')]));
const WRONG = 'not-of-the-registry-77c1';

/** Packages the tests' chart, pushes it to the registry, and lists it as a repository does. */
async function publish({ address, certificates }: Registry): Promise<string> {
  const folder = makeTempFolder();
  const env = { HOME: makeTempFolder() };
  const tls = ['--ca-file', join(certificates, 'ca.pem')];
  await runHelmWith(4, ['package', ANY_CHART, '--destination', folder]);
  const login = ['registry', 'login', address, '--username', LOGIN.username, '--password-stdin'];
  await runHelmWith(4, [...login, ...tls], { env, input: LOGIN.password });
  const [chart = ''] = globSync('*.tgz', { cwd: folder });
  await runHelmWith(4, ['push', join(folder, chart), `oci://${address}/charts`, ...tls], { env });
  await runHelmWith(4, ['repo', 'index', folder]);
  return folder;
}

describe('charts behind a login', () => {
  let registry: Registry;
  let repository: ChartRepository;
  let authority: string;
  beforeAll(async () => {
    registry = await startRegistry();
    authority = join(registry.certificates, 'ca.pem');
    repository = await startChartRepository(await publish(registry), registry.certificates, LOGIN);
  });
  afterAll(async () => {
    repository.close();
    await registry.close();
  });

  describe.each(HELM_MAJORS)('Helm %i', (helm) => {
    const namespace = `e2e-registry-${String(helm)}`;
    beforeAll(() => makeNamespace(namespace));
    afterAll(() => removeNamespace(namespace));

    const deploy = (inputs: Readonly<Record<string, string>>, options: Partial<StepOptions> = {}) =>
      deployObjects(helm, [], {
        secrets: [LOGIN.password, WRONG],
        ...options,
        inputs: {
          namespace,
          'registry-username': LOGIN.username,
          'registry-password': LOGIN.password,
          'helm-args': `--ca-file=${authority}`,
          ...inputs,
        },
      });
    const oci = () => ({ chart: `oci://${registry.address}/charts/any` });
    const classic = () => ({ chart: 'any', repo: repository.url });
    const LOGGED_IN = / as deployer$/m;

    it('deploys from a registry, and runs its hooks', async () => {
      const { log, outputs } = await deploy({
        ...oci(),
        'values-inline': JSON.stringify({ objects: [quick] }),
      });
      expect(log).not.toMatch(/^::(warning|error)::/m);
      expect(log).toContain(`Logged in to ${registry.address} as deployer`);
      expect(log).toMatch(/^quick-\w+\/main \| hello from the hook$/m);
      expect(outputs).toMatchObject({ outcome: 'deployed' });
    });

    it('deploys from a chart repository', async () => {
      const { log, outputs } = await deploy({ ...classic(), release: 'classic' });
      expect(log).not.toMatch(/^::(warning|error)::/m);
      expect(log).toContain(`Logged in to ${repository.url} as deployer`);
      expect(outputs).toMatchObject({ outcome: 'deployed' });
      expect(repository.answers).toContain('/any-0.1.0.tgz 200');
    });

    it('downloads the dependencies of a local chart', async () => {
      const chart = join(makeTempFolder(), 'local');
      mkdirSync(chart);
      const dependency = {
        name: 'any',
        version: '0.1.0',
        repository: `oci://${registry.address}/charts`,
      };
      const file = {
        apiVersion: 'v2',
        name: 'local',
        version: '1.0.0',
        dependencies: [dependency],
      };
      writeFileSync(join(chart, 'Chart.yaml'), JSON.stringify(file));
      // Helm 3 takes no --ca-file for dependencies.
      const { outputs } = await deploy(
        { chart, 'dependency-update': 'true', release: 'local', 'helm-args': '' },
        { env: { SSL_CERT_FILE: authority } },
      );
      expect(outputs).toMatchObject({ outcome: 'deployed', cause: '' });
    });

    it('uses a login of an earlier step where the inputs give none', async () => {
      const HELM_REGISTRY_CONFIG = join(makeTempFolder(), 'config.json');
      const login = ['registry', 'login', registry.address, '--username', LOGIN.username];
      await runHelmWith(helm, [...login, '--password-stdin', '--ca-file', authority], {
        env: { HELM_REGISTRY_CONFIG },
        input: LOGIN.password,
      });
      const none = { 'registry-username': '', 'registry-password': '', release: 'earlier' };
      const good = await deploy({ ...oci(), ...none }, { env: { HELM_REGISTRY_CONFIG } });
      expect(good.outputs).toMatchObject({ outcome: 'deployed' });
      expect(good.log).not.toMatch(LOGGED_IN);
      const bad = await deploy({ ...oci(), ...none });
      expect(bad.outputs).toMatchObject({ outcome: 'deploy-failed', cause: 'repository' });
      expect(bad.outputs['advice']).toContain('Set "registry-username" and "registry-password"');
    });

    it.each([
      ['a wrong password', { 'registry-password': WRONG }, /\b401\b/, /^Check "registry-username"/],
      ['an unknown authority', { 'helm-args': '' }, /x509/, /^The runner does not trust/],
      ['no registry there', { chart: 'oci://127.0.0.1:1/a' }, /refused/, /cannot reach it/],
      ['no repository there', { repo: 'https://127.0.0.1:1', chart: 'a' }, /refused/, /"repo"/],
      [
        'a wrong password for it',
        { repo: '', 'registry-password': WRONG },
        /\b401\b/,
        /^Check "reg/,
      ],
    ] as const)('starts no deploy: %s', async (_what, more, reason, advice) => {
      const where = 'repo' in more && more.repo === '' ? { ...more, ...classic() } : more;
      const { log, outputs, exitCode } = await deploy({ ...oci(), ...where, release: 'wrong' });
      expect(exitCode).toBe(1);
      expect(outputs).toMatchObject({ outcome: 'deploy-failed', cause: 'repository' });
      expect(outputs['reason']).toMatch(/^helm cannot log in to the (registry|chart repository) /);
      expect(outputs['reason']).toMatch(reason);
      expect(outputs['advice']).toMatch(advice);
      expect(log).not.toMatch(/^helm \| /m);
    });

    it('ends and leaves nothing when it is cancelled while the registry is silent', async () => {
      let kill: (() => void) | undefined;
      const silent = createServer(() => kill?.()).listen(0, '127.0.0.1');
      await once(silent, 'listening');
      const { port } = silent.address() as AddressInfo;
      const result = await deploy(
        { chart: `oci://127.0.0.1:${String(port)}/a`, release: 'silent' },
        { onLine: (_text, step) => (kill = () => void step.kill('SIGINT')) },
      );
      silent.close();
      expect(result.outputs).toMatchObject({ outcome: 'cancelled', workloads: 'unchanged' });
    });
  });
});
