import { expect, it } from '@jest/globals';
import { environmentWith } from '../../../src/tools/environment.js';
import { keepPlugins } from '../../../src/tools/runner-plugins.js';

const NOTHING = { folders: [], plugins: undefined, decrypter: undefined };
const ENV = { PATH: '/bin', HELM_PLUGINS: '/p', HELM_SECRETS_SOPS_PATH: '/s', A: 'b' };

it.each([
  [NOTHING, ENV],
  [
    { ...NOTHING, folders: ['/c/helm', '/c/vals'] },
    { ...ENV, PATH: '/c/helm:/c/vals:/bin' },
  ],
  [
    { ...NOTHING, plugins: '/c/secrets:/p' },
    { ...ENV, HELM_PLUGINS: '/c/secrets:/p' },
  ],
  [
    { ...NOTHING, folders: ['/c/sops'], decrypter: 'sops' },
    { PATH: '/c/sops:/bin', HELM_PLUGINS: '/p', A: 'b' },
  ],
] as const)('%j comes first', (placed, env) => {
  expect(environmentWith(ENV, placed)).toEqual(env);
});

it('a machine without $PATH has ours', () => {
  expect(environmentWith({}, { ...NOTHING, folders: ['/c/helm'] })).toEqual({ PATH: '/c/helm' });
});

const plugin = (manifest: string) => ({ folder: '/p', manifest });
const OLD = plugin('name: diff\n');
const NEW = plugin('apiVersion: v1\ntype: cli/v1\nname: diff\n');

it.each([
  [3, [OLD]],
  [4, [OLD, NEW]],
  [undefined, [OLD, NEW]],
])('the plugins that Helm %s can have beside our helm-secrets', (major, kept) => {
  const others = ['secrets', 'secrets-getter'].map((name) => plugin(`name: ${name}\n`));
  expect(keepPlugins([...others, OLD, plugin('name: ['), NEW], major)).toEqual(kept);
});
