import { describe, expect, it } from '@jest/globals';
import { findContext, secretsIn } from '../../../src/inputs/kubeconfig.js';
import { KUBECONFIG } from '../../fakes/inputs.js';

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

const texts = (...yamls: readonly string[]) =>
  yamls.map((yaml, index) => ({ name: `/${index}`, yaml }));

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
      { server: 'https://two', namespace: '7', relativePaths: ['ca.pem'] },
    ],
    ['of the only file that has one', ['', '# empty', KUBECONFIG], undefined, { name: 'prod' }],
    [
      'with a first user that has no files',
      [KUBECONFIG, other],
      'third',
      { relativePaths: ['ca.pem'] },
    ],
    ["with the user's files", [other], 'third', { relativePaths: ['ca.pem'] }],
  ])('is %s', (...[, yamls, wanted, context]) => {
    expect(findContext(texts(...yamls), wanted)).toMatchObject({ kind: 'context', context });
  });

  it.each([
    [['a: ['], undefined, 'got text that is not YAML in line 1 (/0)'],
    [['- a'], undefined, 'got a YAML list (/0)'],
    [[KUBECONFIG, 'text'], undefined, 'got a single value (/1)'],
    [[''], undefined, 'expected a kubeconfig with a context'],
    [['contexts: nonsense'], undefined, 'expected a kubeconfig with a context'],
    [
      [KUBECONFIG.replace('current-context: prod', 'current-context: gone')],
      undefined,
      'got "gone", and it has "prod", "test"',
    ],
    [
      [KUBECONFIG.replace('current-context: prod', '')],
      undefined,
      'got one without, that has "prod", "test"',
    ],
    [[KUBECONFIG], 'gone', 'expected a context of the kubeconfig: "prod", "test", got "gone"'],
    [
      [KUBECONFIG.replace('name: one, cluster', 'name: 1, cluster')],
      undefined,
      'got one without "one"',
    ],
  ])('is not in %j, wanted %j', (yamls, wanted, words) => {
    const reading = findContext(texts(...yamls), wanted);
    const problem = reading.kind === 'wrong' ? reading.problem : undefined;
    expect(`expected ${problem?.expected ?? ''}, got ${problem?.got ?? ''}`).toContain(words);
  });
});

describe('the secrets', () => {
  it('are found wherever a kubeconfig holds them', () => {
    const yaml = `
users:
  - {name: a, user: {token: t1, password: p1, client-key-data: k1, client-certificate-data: public}}
  - {name: b, user: {auth-provider: {config: {access-token: t2, client-secret: s2, client-id: public}}}}
  - {name: c, user: {exec: {env: [{name: API_TOKEN, value: t3}, {name: AWS_PROFILE, value: public}]}}}
`;
    expect(secretsIn(yaml).map(([, secret]) => secret)).toEqual([
      't1',
      'p1',
      'k1',
      'public',
      't2',
      's2',
      't3',
    ]);
  });

  it.each(['', 'a: [', 'users: x', 'users: [x, {name: 1}]'])('are none in %j', (yaml) => {
    expect(secretsIn(yaml)).toEqual([]);
  });
});
