import { describe, expect, it } from '@jest/globals';
import { buildHelmCommand, buildRollbackCommand, type HelmFacts } from '../../../src/helm/args.js';
import { startRegistryConfig } from '../../../src/helm/own-config.js';
import { buildLogin } from '../../../src/helm/registry-login.js';
import { parse } from '../../fakes/inputs.js';

const FOLDER = '/tmp/helm-migrate-abc123';
const PASSWORD = 'hush-hush';
const LOGIN = { 'registry-username': 'bot', 'registry-password': PASSWORD };
const OCI = { chart: 'oci://ghcr.io/me/chart', ...LOGIN };
const CLASSIC = { chart: 'web', repo: 'https://charts.example/a', ...LOGIN };

const facts = (env: HelmFacts['env'] = {}): HelmFacts => ({
  helm: '/usr/bin/helm',
  env: { HOME: '/home/me', ...env },
  files: {
    folder: FOLDER,
    decrypted: `${FOLDER}/t`,
    kubeconfig: undefined,
    valuesInline: undefined,
    helmConfig: `${FOLDER}/helm`,
  },
  runUrl: undefined,
  commit: undefined,
});

const build = (given: Readonly<Record<string, string>>) => {
  const inputs = parse(given);
  if (inputs.registryLogin === undefined) throw new Error('no login');
  return buildLogin(inputs, inputs.registryLogin, facts());
};
const deploy = (given: Readonly<Record<string, string>>, env?: HelmFacts['env']) =>
  buildHelmCommand(parse(given), facts(env));

describe('the command that logs in', () => {
  it.each([
    [OCI, ['registry', 'login', '--username=bot', '--password-stdin', '--', 'ghcr.io']],
    [
      CLASSIC,
      [
        ...['repo', 'add', '--username=bot', '--password-stdin', '--'],
        ...['helm-migrate-abc123-repo', 'https://charts.example/a'],
      ],
    ],
  ])('%j', (given, args) => {
    const command = build(given);
    expect(command).toMatchObject({ program: '/usr/bin/helm', args, cwd: '/work' });
    expect(JSON.stringify(command)).not.toContain(PASSWORD);
  });

  const TLS =
    '--ca-file\nca.pem\n--key-file=k.pem\n--insecure-skip-tls-verify\n--plain-http=true\n--devel';
  it.each([
    [OCI, ['--ca-file=ca.pem', '--key-file=k.pem', '--insecure', '--plain-http=true']],
    [CLASSIC, ['--ca-file=ca.pem', '--key-file=k.pem', '--insecure-skip-tls-verify']],
  ])('reaches the place as the deploy does: %j', (given, flags) => {
    const { args } = build({ ...given, 'helm-args': TLS });
    expect(args.slice(4, args.indexOf('--'))).toEqual(flags);
  });

  it('runs in the environment of the deploy', () => {
    expect(build(OCI).env).toEqual(deploy(OCI).env);
    expect(build(CLASSIC).env).toEqual(deploy(CLASSIC).env);
  });
});

describe('the deploy with a login', () => {
  it('has the chart from the repository that was added', () => {
    const { args } = deploy(CLASSIC);
    expect(args.slice(-3)).toEqual(['--', 'backend', 'helm-migrate-abc123-repo/web']);
    expect(args.join(' ')).not.toContain('--repo');
  });

  it('has the chart of a registry by its address', () => {
    expect(deploy(OCI).args.slice(-1)).toEqual([OCI.chart]);
  });

  it.each([deploy(OCI), deploy(CLASSIC), buildRollbackCommand(parse(OCI), facts(), 1)])(
    'has the password nowhere (%#)',
    (command) => {
      expect(JSON.stringify(command)).not.toContain(PASSWORD);
    },
  );
});

const variables = (given: Readonly<Record<string, string>>, env: HelmFacts['env'] = {}) =>
  Object.fromEntries(
    Object.entries(deploy(given, env).env).filter(([name]) =>
      /^HELM_(CONFIG|REGISTRY|REPOSITORY)/.test(name),
    ),
  );

describe('where helm has its logins', () => {
  const theirs = { HELM_REGISTRY_CONFIG: '/theirs.json', HELM_REPOSITORY_CONFIG: '/theirs.yaml' };
  const ours = {
    HELM_CONFIG_HOME: `${FOLDER}/helm`,
    HELM_REGISTRY_CONFIG: `${FOLDER}/helm/registry/config.json`,
  };

  it('is as ever without a login', () => {
    expect(variables({})).toEqual({});
    expect(variables({}, theirs)).toEqual(theirs);
  });

  it.each([
    [{}, '/home/me/.config/helm/repositories.yaml'],
    [{ XDG_CONFIG_HOME: '/xdg' }, '/xdg/helm/repositories.yaml'],
    [{ XDG_CONFIG_HOME: '/xdg', HELM_CONFIG_HOME: '/own' }, '/own/repositories.yaml'],
    [theirs, '/theirs.yaml'],
  ])('is our folder for a registry, with their list of repositories: %j', (env, list) => {
    expect(variables(OCI, env)).toEqual({ ...ours, HELM_REPOSITORY_CONFIG: list });
  });

  it('is our folder for a repository, with their logins to registries', () => {
    expect(variables(CLASSIC, theirs)).toEqual({
      HELM_REGISTRY_CONFIG: '/theirs.json',
      HELM_REPOSITORY_CONFIG: `${FOLDER}/helm/repositories.yaml`,
      HELM_REPOSITORY_CACHE: `${FOLDER}/helm/cache`,
    });
  });

  it.each([
    [{}, undefined],
    [OCI, '{"auths":{"ghcr.io":{}}}'],
    [CLASSIC, '{"auths":{}}'],
  ])('begins with a list that no keyring can stand in for: %j', (given, text) => {
    expect(startRegistryConfig(parse(given).registryLogin)).toBe(text);
  });
});
