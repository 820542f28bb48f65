import { describe, expect, it } from '@jest/globals';
import { fakeHost } from '../../fakes/host.js';
import { FILES, KUBECONFIG, parse, refuse } from '../../fakes/inputs.js';

const files = {
  ...FILES,
  '/work/app/chart/Chart.yaml': 'name: c\n',
  '/work/app/v.yaml': 'a: 1\n',
  '/work/v.yaml': 'a: 1\n',
  '/work/linked': { to: '/outside' },
  '/work/linked.yaml': { to: '../outside/v.yaml' },
  '/work/app/up': { to: '..' },
  '/work/app/deep': { to: '/outside/deep' },
  '/work/same.yaml': { to: 'v.yaml' },
  '/outside/Chart.yaml': 'name: c\n',
  '/outside/v.yaml': 'a: 1\n',
  '/outside/config': KUBECONFIG,
  '/outside/deep/v.yaml': 'a: 1\n',
  '/home/me/outside': KUBECONFIG,
} as const;

describe('a relative path that leaves the workspace', () => {
  it.each([
    ['working-directory', '..', '"..", which leads to "/"'],
    ['working-directory', '../outside', '"/outside"'],
    ['working-directory', 'linked', '"linked", which leads to "/outside"'],
    ['chart', '../outside', 'which leads to "/outside"'],
    ['chart', 'linked', '"linked", which leads to "/outside"'],
    ['values', '../outside/v.yaml', '"/outside/v.yaml"'],
    ['values', 'app/../../outside/v.yaml', '"/outside/v.yaml"'],
    ['values', 'linked.yaml', 'which leads to "/outside/v.yaml"'],
    ['values', 'linked/v.yaml', '"/outside/v.yaml"'],
    ['values', '?../outside/no.yaml', '"/outside/no.yaml"'],
    ['values', 'sops!../outside/v.yaml', '"/outside/v.yaml"'],
    ['values', 'secrets://../outside/v.yaml', '"/outside/v.yaml"'],
    ['values', 'secrets://?vals!../outside/v.yaml', '"/outside/v.yaml"'],
    ['values', 'secrets+age-import://../key.txt?v.yaml', '"/key.txt"'],
    ['values', 'secrets+age-import://key.txt?../v.yaml', '"/v.yaml"'],
    ['values', 'secrets+gpg-import-kubernetes://ns/name#key?../v.yaml', '"/v.yaml"'],
    ['set-file', 'a=../outside/v.yaml', '"/outside/v.yaml"'],
    ['set-file', 'a=v.yaml,b=linked.yaml', '"/outside/v.yaml"'],
    ['set-file', 'a=vals!linked.yaml', '"/outside/v.yaml"'],
    ['kubeconfig', '../outside/config', '"/outside/config"'],
    ['kubeconfig', './linked/config', '"/outside/config"'],
    ['kubeconfig', '/outside/config:linked/config', '"linked/config", which leads to'],
    ['log-file', '../log', 'which leads to "/log"'],
    ['log-file', 'linked/new/log', 'which leads to "/outside"'],
    // The system follows the link before it goes up.
    ['log-file', 'app/deep/../log', 'which leads to "/outside"'],
  ])('%s: %s', (name, given, words) => {
    const { code, message, hint } = refuse({ [name]: given }, fakeHost(files));
    expect(code).toBe('bad-input');
    expect(message).toContain(words);
    expect(message).toContain(
      `Input "${name}": expected a path within "/work", or an absolute path, got "`,
    );
    expect(hint).toContain('To use a path outside, make it absolute');
  });
});

it.each([
  ['chart', '/outside'],
  ['values', '/outside/v.yaml'],
  ['values', '?/outside/none.yaml'],
  ['values', 'same.yaml'],
  ['values', 'app/up/v.yaml'],
  ['values', 'app/../v.yaml'],
  ['values', 'https://x.example/../v.yaml'],
  ['values', 'git+https://x.example/a/../v.yaml'],
  ['values', 'secrets://https://x.example/v.yaml'],
  ['values', 'secrets+age-import-kubernetes://../x#key?v.yaml'],
  ['set-file', 'a=/outside/v.yaml'],
  ['set-file', 'a=none.yaml'],
  ['kubeconfig', '/outside/config'],
  ['kubeconfig', '~/outside'],
  ['log-file', '/outside/log'],
  ['log-file', 'new/folder/log'],
])('a path that is meant, or stays within: %s: %s', (name, given) => {
  expect(() => parse({ [name]: given }, fakeHost(files))).not.toThrow();
});

it('a chart behind a link and "..", where helm has a repository of the first name', () => {
  const list = { '/home/me/.config/helm/repositories.yaml': 'repositories: [{name: app}]\n' };
  const host = fakeHost({ ...files, ...list, '/outside/other/Chart.yaml': 'name: c\n' });
  const { message } = refuse({ chart: 'app/deep/../other' }, host);
  expect(message).toContain('which leads to "/outside/other"');
});

describe('a working directory', () => {
  it('within the workspace leaves the whole workspace open', () => {
    const given = { 'working-directory': 'app', chart: '../chart', values: '../v.yaml' };
    expect(parse(given, fakeHost(files)).values).toEqual(['../v.yaml']);
  });

  it('elsewhere is what its paths stay within', () => {
    const given = { 'working-directory': '/outside', chart: '.', values: 'deep/v.yaml' };
    expect(parse(given, fakeHost(files)).workingDirectory).toBe('/outside');
    expect(refuse({ ...given, values: '../work/v.yaml' }, fakeHost(files)).message).toContain(
      'expected a path within "/outside"',
    );
  });

  it('may be reached by a link to the workspace itself', () => {
    const linked = { ...files, '/mnt/work': { to: '/work' } };
    const host = fakeHost(linked, { workspace: '/mnt/work' });
    expect(parse({ values: 'app/v.yaml' }, host).values).toEqual(['app/v.yaml']);
    expect(refuse({ values: 'linked.yaml' }, host).message).toContain('"/outside/v.yaml"');
  });
});
