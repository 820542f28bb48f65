import { describe, expect, it } from '@jest/globals';
import { readContext } from '../../../src/inputs/kubeconfig.js';
import { KUBECONFIG } from '../../fakes/inputs.js';
import { parseKubeconfig } from '../../fakes/kubeconfig.js';

const other = `
current-context: third
contexts:
  - {name: prod, context: {cluster: two, user: me}}
  - {name: third, context: {cluster: two, user: me, namespace: 7}}
clusters:
  - {name: one, cluster: {server: 'https://other'}}
  - {name: two, cluster: {server: 'https://two', certificate-authority: ca.pem}}
users: [{name: me, user: {client-key: /abs.pem, client-certificate: a.pem, client-certificate-data: YQ==}}]
`;

const AUTHORITY = {
  ...{ what: '"certificate-authority" of cluster "two"', path: 'ca.pem' },
  file: '/1',
};
const files = (...yamls: readonly string[]) =>
  yamls.flatMap((yaml, index) => parseKubeconfig(yaml, `/${index}`));

describe('the context', () => {
  it.each([
    [
      'the current one',
      [KUBECONFIG],
      undefined,
      { name: 'prod', namespace: 'shop', server: 'https://k8s.example:6443' },
    ],
    ['the one asked for', [KUBECONFIG], 'test', { name: 'test', namespace: undefined }],
    [
      "the first file's, of two",
      [KUBECONFIG, other],
      undefined,
      { name: 'prod', server: 'https://k8s.example:6443' },
    ],
    [
      'of the second file',
      [KUBECONFIG, other],
      'third',
      { server: 'https://two', namespace: '7', paths: [AUTHORITY] },
    ],
    ['of the only file that has one', ['', '# empty', KUBECONFIG], undefined, { name: 'prod' }],
    ['with a first user that has no files', [KUBECONFIG, other], 'third', { paths: [AUTHORITY] }],
    [
      "with the user's files",
      [other],
      'third',
      {
        paths: [
          { ...AUTHORITY, file: '/0' },
          { what: '"client-key" of user "me"', path: '/abs.pem', file: '/0' },
        ],
      },
    ],
  ])('is %s', (...[, yamls, wanted, context]) => {
    expect(readContext(files(...yamls), wanted)).toMatchObject({ kind: 'context', context });
  });

  it.each([
    [[''], undefined, 'expected a kubeconfig with a context'],
    [['contexts: nonsense'], undefined, 'expected a kubeconfig with a context'],
    [
      [KUBECONFIG.replace('current-context: prod', 'current-context: gone')],
      undefined,
      'got "gone", which is not one of its contexts: "prod", "test"',
    ],
    [
      [KUBECONFIG.replace('current-context: prod', '')],
      undefined,
      'got one without it (its contexts: "prod", "test"',
    ],
    [[KUBECONFIG], 'gone', 'expected a context of the kubeconfig: "prod", "test", got "gone"'],
    [
      [KUBECONFIG.replace('name: one, cluster', 'name: 1, cluster')],
      undefined,
      'got one where cluster "one" is missing',
    ],
  ])('is not in %j, wanted %j', (yamls, wanted, words) => {
    const reading = readContext(files(...yamls), wanted);
    const problem = reading.kind === 'wrong' ? reading.problem : undefined;
    expect(`expected ${problem?.expected ?? ''}, got ${problem?.got ?? ''}`).toContain(words);
  });
});
