import { expect, it } from '@jest/globals';
import { listBefore, readRenderedHooks } from '../../../src/dry-run/rendered-hooks.js';

const hook = (name: string, annotations: string, kind = 'Job') => `---
# Source: chart/templates/${name}.yaml
apiVersion: batch/v1
kind: ${kind}
metadata:
  name: ${name}
  annotations: {${annotations}}
`;

const TEXT = [
  '---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: plain}\n',
  hook('both', '"helm.sh/hook": "pre-install, Pre-Upgrade", "helm.sh/hook-weight": "-5"'),
  hook('after', '"helm.sh/hook": post-upgrade'),
  hook('odd', '"helm.sh/hook": pre-upgrade, "helm.sh/hook-weight": many'),
  hook('config', '"helm.sh/hook": pre-upgrade', 'ConfigMap'),
].join('');

it('reads the hooks of what helm template writes', () => {
  const hooks = readRenderedHooks(TEXT, 'shop');
  expect(
    hooks.map(({ hook: { kind, namespace, name, events, weight } }) => [
      ...[kind, namespace, name, events.join(), weight],
    ]),
  ).toEqual([
    ['Job', 'shop', 'both', 'pre-install,pre-upgrade', -5],
    ['Job', 'shop', 'after', 'post-upgrade', 0],
    ['Job', 'shop', 'odd', 'pre-upgrade', 0],
    ['ConfigMap', 'shop', 'config', 'pre-upgrade', 0],
  ]);
});

it.each([
  ['upgrade', ['both', 'odd', 'config']],
  ['install', ['both']],
] as const)('those that run before an %s', (operation, expected) => {
  const before = listBefore(readRenderedHooks(TEXT, 'shop'), operation);
  expect(before.map(({ hook: { name } }) => name)).toEqual(expected);
});

it('is empty for text that is no YAML', () => {
  expect(readRenderedHooks('---\n{{', 'shop')).toEqual([]);
  expect(readRenderedHooks('', 'shop')).toEqual([]);
});
