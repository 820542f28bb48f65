import { describe, expect, it } from '@jest/globals';
import { findWrongFiles, layOut, pathInRepository } from '../../../src/tools/verify.js';

const [A, B] = ['a'.repeat(64), 'b'.repeat(64)];
const EXPECTED = new Map([
  ['plugin.yaml', A],
  ['scripts/run.sh', A],
]);
const RIGHT = [...EXPECTED].map(([path, sha256]) => ({ path, sha256 }));

describe('the files of helm-secrets', () => {
  it.each<[string, readonly { path: string; sha256: string | undefined }[], readonly string[]]>([
    ['are all there', RIGHT, []],
    [
      'come with what is never run',
      [...RIGHT, { path: 'README.md', sha256: B }, { path: 'tests/a.sh', sha256: B }],
      [],
    ],
    ['come with a link to the scripts', [...RIGHT, { path: 'scripts', sha256: undefined }], []],
    ['lack one', RIGHT.slice(1), ['plugin.yaml is missing']],
    ['lack all', [], ['plugin.yaml is missing', 'scripts/run.sh is missing']],
    [
      'have one that was changed',
      [...RIGHT.slice(1), { path: 'plugin.yaml', sha256: B }],
      [`plugin.yaml has the SHA-256 ${B}, expected ${A}`],
    ],
    [
      'have one twice, once changed',
      [...RIGHT, { path: 'scripts/run.sh', sha256: B }],
      [`scripts/run.sh has the SHA-256 ${B}, expected ${A}`],
    ],
    [
      'have one that is a link',
      [...RIGHT.slice(0, 1), { path: 'scripts/run.sh', sha256: undefined }],
      ['scripts/run.sh is a link'],
    ],
    [
      'have a script more',
      [...RIGHT, { path: 'scripts/lib/more.sh', sha256: A }],
      ['scripts/lib/more.sh is not part of the release'],
    ],
    [
      'have a plugin more',
      [...RIGHT, { path: 'plugins/more/plugin.yaml', sha256: A }],
      ['plugins/more/plugin.yaml is not part of the release'],
    ],
    [
      'have a link more',
      [...RIGHT, { path: 'scripts/more', sha256: undefined }],
      ['scripts/more is not part of the release'],
    ],
  ])('%s', (_, files, wrong) => {
    expect(findWrongFiles(files, EXPECTED)).toEqual(wrong);
  });

  it.each([
    ['helm-secrets/plugin.yaml', 'plugin.yaml'],
    ['./helm-secrets-4.7.7/scripts/run.sh', 'scripts/run.sh'],
    ['helm-secrets/plugins/helm-secrets-cli/plugin.yaml', 'plugins/helm-secrets-cli/plugin.yaml'],
    ['helm-secrets/plugins/helm-secrets-cli/scripts', 'scripts'],
    ['helm-secrets/plugins/helm-secrets-cli/scripts/run.sh', 'scripts/run.sh'],
    ['helm-secrets/plugins/helm-secrets-cli/scripts/../../x', 'scripts/../../x'],
  ])('%s in an archive is %s', (archived, path) => {
    expect(pathInRepository(archived)).toBe(path);
  });

  it.each([
    [3, { 'secrets/plugin.yaml': 'plugin.yaml', 'secrets/scripts/run.sh': 'scripts/run.sh' }],
    [
      4,
      {
        'secrets/plugin.yaml': 'plugins/helm-secrets-cli/plugin.yaml',
        'secrets/scripts/run.sh': 'scripts/run.sh',
        'secrets-getter/plugin.yaml': 'plugins/helm-secrets-getter/plugin.yaml',
        'secrets-getter/scripts/run.sh': 'scripts/run.sh',
      },
    ],
  ])('are laid out for Helm %d', (major, layout) => {
    expect(Object.fromEntries(layOut(EXPECTED.keys(), major))).toEqual(layout);
  });
});
