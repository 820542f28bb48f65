import { describe, expect, it } from '@jest/globals';
import { listKubeconfigSecrets } from '../../../src/secrets/own.js';
import { parseKubeconfig } from '../../fakes/kubeconfig.js';

const YAML = `
clusters: [{name: c, cluster: {certificate-authority-data: Y2VydGlmaWNhdGU=}}]
users:
  - {name: a, user: {token: token-of-a, client-key-data: a2V5IG9mIGE=}}
  - {name: b, user: {username: b, password: password-of-b}}
`;
const VALUES = ['Y2VydGlmaWNhdGU=', 'token-of-a', 'a2V5IG9mIGE=', 'key of a', 'password-of-b'];

describe('the secrets of a kubeconfig', () => {
  it('are found in a text, as they stand there and decoded', () => {
    const found = listKubeconfigSecrets(parseKubeconfig(YAML));
    expect(found.map(({ value }) => value)).toEqual(VALUES);
    expect(found[1]).toEqual({
      origin: '"token" of the kubeconfig',
      name: 'token',
      value: 'token-of-a',
    });
  });

  it('are found in all files of a list', () => {
    const files = [...parseKubeconfig('a: 1', '/none'), ...parseKubeconfig(YAML, '/a')];
    expect(listKubeconfigSecrets(files).map(({ value }) => value)).toEqual(VALUES);
  });

  it('are found wherever a kubeconfig holds them', () => {
    const files = parseKubeconfig(`
users:
  - {name: a, user: {token: t1, password: p1, client-key-data: k1, client-certificate-data: public}}
  - {name: b, user: {auth-provider: {config: {access-token: t2, client-secret: s2, client-id: public}}}}
  - {name: c, user: {exec: {env: [{name: API_TOKEN, value: t3}, {name: AWS_PROFILE, value: public}]}}}
`);
    const found = listKubeconfigSecrets(files).map(({ value }) => value);
    expect(found).toEqual(expect.arrayContaining(['t1', 'p1', 'k1', 'public', 't2', 's2', 't3']));
    expect(found).toHaveLength(7);
  });

  it('are found in the arguments of a credential plugin, too', () => {
    const args =
      '[get-token, --login, spn, --client-secret, s1, --token=t1, --verbose, "https://u:p1w@x"]';
    const files = parseKubeconfig(`users: [{name: a, user: {exec: {args: ${args}}}}]`);
    expect(listKubeconfigSecrets(files).map(({ value }) => value)).toEqual([
      ...['s1', 't1', 'https://u:p1w@x'],
    ]);
  });

  it.each(['', '# nothing', 'users: x', 'users: [x, {name: 1}]'])('are none in %j', (yaml) => {
    expect(listKubeconfigSecrets(parseKubeconfig(yaml))).toEqual([]);
  });
});
