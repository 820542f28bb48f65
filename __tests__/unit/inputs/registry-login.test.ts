import { describe, expect, it } from '@jest/globals';
import { fakeHost } from '../../fakes/host.js';
import { FILES, parse, refuse } from '../../fakes/inputs.js';

const PASSWORD = 'hush-hush';
const LOGIN = { 'registry-username': 'bot', 'registry-password': PASSWORD };

const withDependencies = (...repositories: readonly string[]) =>
  fakeHost({
    ...FILES,
    '/work/chart/Chart.yaml': JSON.stringify({
      name: 'chart',
      dependencies: repositories.map((repository) => ({
        name: 'one',
        version: '1.0.0',
        repository,
      })),
    }),
  });

describe('a login', () => {
  it.each([
    [{ chart: 'oci://ghcr.io/me/chart' }, { kind: 'registry', host: 'ghcr.io' }],
    [{ chart: 'OCI://127.0.0.1:5000/chart' }, { kind: 'registry', host: '127.0.0.1:5000' }],
    [
      { chart: 'web', repo: 'https://charts.example/a' },
      { kind: 'repository', url: 'https://charts.example/a' },
    ],
  ])('is for what holds the chart: %j', (given, place) => {
    const { registryLogin } = parse({ ...given, ...LOGIN });
    expect(registryLogin).toEqual({ place, username: 'bot', password: PASSWORD });
  });

  it('is none where nothing is given', () => {
    expect(parse({}).registryLogin).toBeUndefined();
    expect(parse({ 'registry-username': ' ', 'registry-password': '\n' }).registryLogin).toBe(
      undefined,
    );
  });

  it('is for the one registry of the dependencies of a local chart', () => {
    const host = withDependencies(
      'oci://ghcr.io/me/charts',
      'https://charts.example',
      'oci://ghcr.io/you',
      'file://../lib',
    );
    const { registryLogin } = parse({ 'dependency-update': 'true', ...LOGIN }, host);
    expect(registryLogin?.place).toEqual({ kind: 'registry', host: 'ghcr.io' });
  });

  it.each([
    ['one line', 'a secret \n', 'a secret '],
    ['a key of several lines', '{\n  "a": 1\n}\r\n', '{\n  "a": 1\n}'],
  ])('keeps a password of %s but for the line breaks at its end', (_what, given, password) => {
    const all = { chart: 'oci://r/c', 'registry-username': 'bot', 'registry-password': given };
    expect(parse(all).registryLogin?.password).toBe(password);
  });
});

const OCI = { chart: 'oci://ghcr.io/me/chart' };
const FOR =
  'Input "registry-username": expected a chart from oci:// or "repo", or a local one whose dependencies are from one oci:// registry, got';

describe('a login is refused', () => {
  it.each([
    [
      'without a password',
      { ...OCI, 'registry-username': 'bot' },
      'Input "registry-password": expected a text, as "registry-username" is set, got an empty text.',
    ],
    [
      'without a user name',
      { ...OCI, 'registry-password': PASSWORD },
      'Input "registry-username": expected a text, as "registry-password" is set, got an empty text.',
    ],
    [
      'with a whole login as the user name',
      { ...OCI, ...LOGIN, 'registry-username': `bot:${PASSWORD}` },
      'Input "registry-username": expected a user name on one line, without ":", got something else.',
    ],
    ['for a local chart', LOGIN, `${FOR} the local chart "./chart".`],
    [
      'for a chart by its URL',
      { ...LOGIN, chart: 'https://charts.example/web-1.0.0.tgz' },
      `${FOR} the chart "https://charts.example/web-1.0.0.tgz".`,
    ],
    [
      'for dependencies of no registry',
      { ...LOGIN, 'dependency-update': 'true' },
      `${FOR} dependencies of the local chart from no registry.`,
    ],
    [
      'beside a list of logins of one’s own',
      { ...OCI, ...LOGIN, 'helm-args': '--registry-config=/a' },
      'Input "helm-args": expected no "--registry-config" beside "registry-username", got "--registry-config".',
    ],
    [
      'beside another user name',
      { ...OCI, ...LOGIN, 'helm-args': '--username\nme' },
      'Input "helm-args": expected no "--username" beside "registry-username", got "--username".',
    ],
  ])('%s', (_what, given, message) => {
    const error = refuse(given);
    expect(error).toMatchObject({ code: 'bad-input', message });
    expect(error.hint).not.toBe('');
    expect(`${error.message} ${error.hint}`).not.toContain(PASSWORD);
  });

  it('for dependencies of two registries: neither is told the password of the other', () => {
    const host = withDependencies('oci://ghcr.io/me', 'oci://registry-1.docker.io/library');
    const { message, hint } = refuse({ ...LOGIN, 'dependency-update': 'true' }, host);
    expect(message).toBe(
      `${FOR} dependencies of the local chart from "ghcr.io" and "registry-1.docker.io".`,
    );
    expect(hint).toMatch(/^For others, log in with "helm registry login --password-stdin"/);
  });

  it('for a repository that an earlier step has added', () => {
    const host = fakeHost({
      ...FILES,
      '/home/me/.config/helm/repositories.yaml': 'repositories: [{name: stable, url: x}]',
    });
    const { message, hint } = refuse({ ...LOGIN, chart: 'stable/web' }, host);
    expect(message).toBe(`${FOR} the chart "stable/web".`);
    expect(hint).toMatch(
      /^Set "repo" to the URL of its repository and "chart" to its name, or log/,
    );
  });

  it('once: a path where nothing is is wrong by itself', () => {
    expect(refuse({ ...LOGIN, chart: './none' }).message).toMatch(/^Input "chart": /);
  });
});
