import { describe, expect, it } from '@jest/globals';
import { fakeHost } from '../../fakes/host.js';
import { FILES, KUBECONFIG, parse, refuse } from '../../fakes/inputs.js';

const toBase64 = (text: string) => Buffer.from(text).toString('base64');
const with16 = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le');
const ONCE = 'Encode the kubeconfig once only: base64 --wrap=0 kubeconfig. Or give it as YAML.';
const CREATED = 'Check that an earlier step creates it.';
const UTF8 =
  'Save it as UTF-8. In PowerShell, write it with Out-File -Encoding utf8 instead of ">".';

describe('a kubeconfig that cannot be meant', () => {
  it.each<readonly [string, string, string, string]>([
    ['base64 of base64', toBase64(toBase64(KUBECONFIG)), 'got base64 of base64', ONCE],
    [
      'base64 of base64 in lines',
      toBase64(toBase64(KUBECONFIG).replace(/.{76}/g, '$&\n')),
      'got base64 of base64',
      ONCE,
    ],
    [
      'base64 of UTF-16',
      with16(KUBECONFIG).toString('base64'),
      'got base64 of a file, which is UTF-16 text or a binary file',
      UTF8,
    ],
    ['a path of nothing', './kube/config', '"./kube/config", which does not exist', CREATED],
    ['the same without ./', 'kube/config', '"kube/config", which does not exist', CREATED],
    ['a name of nothing', 'kubeconfig', '"kubeconfig", which does not exist', CREATED],
    ['a file of nothing', 'prod.yaml', '"prod.yaml", which does not exist', CREATED],
    [
      'a secret that was cut',
      toBase64(KUBECONFIG).slice(0, 61),
      '61 characters: ',
      'Is the secret',
    ],
  ])('%s', (_what, kubeconfig, got, hint) => {
    const error = refuse({ kubeconfig });
    expect(error.message).toMatch(/^Input "kubeconfig": expected /);
    expect(error.message).toContain(got);
    expect(error.hint).toContain(hint);
  });

  it('a file of UTF-16', () => {
    const text = with16(KUBECONFIG).toString('utf8');
    const { message, hint } = refuse({}, fakeHost({ ...FILES, '/home/me/.kube/config': text }));
    expect(message).toBe(
      'Input "kubeconfig": expected a file of UTF-8 text, got "/home/me/.kube/config", which is UTF-16 text or a binary file.',
    );
    expect(hint).toBe(UTF8);
  });
});

/** The kubeconfig with more in its cluster or its user. */
const withMore = (cluster: string, user: string) =>
  KUBECONFIG.replace('server:', `${cluster} server:`).replace('{token: secret-token}', user);

describe('a file that the kubeconfig names', () => {
  const host = (text: string) =>
    fakeHost({
      ...FILES,
      '/work/kube/config': text,
      '/work/kube/ca.pem': 'x',
      '/work/kube/d/x': '',
    });
  const given = { kubeconfig: 'kube/config' };

  it.each([
    [
      'certificate-authority: gone.pem,',
      '{}',
      '"gone.pem" as "certificate-authority" of cluster "one"',
    ],
    ['certificate-authority: /gone.pem,', '{}', '"/gone.pem" as "certificate-authority" of clus'],
    [
      '',
      '{client-certificate: a.crt, client-key: ca.pem}',
      '"a.crt" as "client-certificate" of user',
    ],
    ['', '{client-certificate: ca.pem, client-key: a.key}', '"a.key" as "client-key" of user "me"'],
    ['', '{tokenFile: token}', '"token" as "tokenFile" of user "me", which does not exist'],
    ['', '{tokenFile: d}', '"d" as "tokenFile" of user "me", which is a folder'],
  ])('is not there: %s %s', (cluster, user, got) => {
    const { message, hint } = refuse(given, host(withMore(cluster, user)));
    expect(message).toMatch(/^Input "kubeconfig": expected a kubeconfig whose files exist, got /);
    expect(message).toContain(got);
    expect(hint).toContain('kubectl config view --raw --minify --flatten');
  });

  it.each([
    ['certificate-authority: ca.pem,', '{tokenFile: ca.pem}'],
    ['certificate-authority: gone.pem, certificate-authority-data: eA==,', '{}'],
    ['', '{token: t, tokenFile: gone}'],
  ])('is there, or not needed: %s %s', (cluster, user) => {
    expect(() => parse(given, host(withMore(cluster, user)))).not.toThrow();
  });

  it('is looked for in a kubeconfig that is given as text, too', () => {
    const kubeconfig = withMore('certificate-authority: /gone.pem,', '{}');
    expect(refuse({ kubeconfig }).message).toContain('"/gone.pem" as "certificate-authority"');
  });
});

describe('a credential plugin', () => {
  const V1 = 'client.authentication.k8s.io/v1';
  const exec = (fields: string, more = '') =>
    withMore('', `{exec: {apiVersion: ${V1}, interactiveMode: Never, ${fields}}${more}}`);
  const host = fakeHost(
    { ...FILES, '/usr/bin/aws': '', '/work/login': '' },
    { env: { PATH: '/bin:/usr/bin' } },
  );

  it.each([
    ['command: gke', '"gke" of user "me", which is not in $PATH', 'Install it in an earlier step'],
    ['command: gke, installHint: Get gke from x', 'is not in $PATH', 'Get gke from x'],
    ['command: /bin/gone', '"/bin/gone" of user "me", which does not exist', 'Install it'],
    [
      'command: aws, apiVersion: client.authentication.k8s.io/v1alpha1',
      'which has the apiVersion "client.authentication.k8s.io/v1alpha1", expected ',
      'Update the tool that writes the kubeconfig',
    ],
    ['command: ""', 'which has no "command"', 'Update the tool'],
    ['command: aws, interactiveMode: Always', 'which has interactiveMode "Always"', 'Update'],
  ])('cannot be used: %s', (fields, got, words) => {
    const { message, hint } = refuse({ kubeconfig: exec(fields) }, host);
    expect(message).toMatch(
      /^Input "kubeconfig": expected a kubeconfig whose credential plugin can be used here, got /,
    );
    expect(message).toContain(got);
    expect(hint).toContain(words);
  });

  it.each([
    ['in $PATH', 'command: aws', ''],
    ['by its path', 'command: /work/login', ''],
    ['that is not asked, since there is a token', 'command: gone', ', token: t'],
  ])('can be used: %s', (_how, fields, more) => {
    expect(() => parse({ kubeconfig: exec(fields, more) }, host)).not.toThrow();
  });
});

it('a values file of UTF-16 is refused', () => {
  const text = with16('a: 1\n').toString('utf8');
  const { message, hint } = refuse(
    { values: 'v.yaml' },
    fakeHost({ ...FILES, '/work/v.yaml': text }),
  );
  expect(message).toBe(
    'Input "values": expected a file of UTF-8 text, got "v.yaml", which is UTF-16 text or a binary file.',
  );
  expect(hint).toBe(UTF8);
});
