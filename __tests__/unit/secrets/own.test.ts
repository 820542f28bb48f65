import { describe, expect, it } from '@jest/globals';
import { listKubeconfigSecrets } from '../../../src/secrets/own.js';

const YAML = `
clusters: [{name: c, cluster: {certificate-authority-data: Y2VydGlmaWNhdGU=}}]
users:
  - {name: a, user: {token: token-of-a, client-key-data: a2V5IG9mIGE=}}
  - {name: b, user: {username: b, password: password-of-b}}
`;
const VALUES = [
  'Y2VydGlmaWNhdGU=',
  'certificate',
  'token-of-a',
  'a2V5IG9mIGE=',
  'key of a',
  'password-of-b',
];

describe('the secrets of a kubeconfig', () => {
  it('are found in a text, as they stand there and decoded', () => {
    const found = listKubeconfigSecrets({ kind: 'inline', yaml: YAML }, () => '');
    expect(found.map(({ value }) => value)).toEqual(VALUES);
    expect(found[2]).toEqual({
      origin: '"token" of the kubeconfig',
      name: 'token',
      value: 'token-of-a',
    });
  });

  it('are found in all files of a list, of which some may be missing', () => {
    const readText = (path: string): string => {
      if (path === '/a') return YAML;
      throw new Error('ENOENT');
    };
    const found = listKubeconfigSecrets({ kind: 'files', paths: ['/missing', '/a'] }, readText);
    expect(found.map(({ value }) => value)).toEqual(VALUES);
  });

  it('are none where the runner is a Pod', () => {
    expect(listKubeconfigSecrets({ kind: 'in-cluster' }, () => YAML)).toEqual([]);
  });
});
