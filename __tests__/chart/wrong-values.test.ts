import { describe, expect, it } from '@jest/globals';
import { CHART, HELMS, runHelm } from './helm.js';
import { PASSWORD, TOKEN, type Changes, valuesWith } from './values.js';

const WRONG: readonly (readonly [string, Changes, RegExp])[] = [
  ['no repository', { git: { repo: undefined } }, /git.*repo/],
  [
    'a token in the address',
    { git: { repo: `https://u:${TOKEN}@git.example.com/x.git` } },
    /git\.repo is not an HTTPS/,
  ],
  [
    'an address that is not https',
    { git: { repo: 'git@example.com:x.git' } },
    /git\.repo is not an HTTPS/,
  ],
  ['no ref and no branch', { git: { branch: '' } }, /git\.ref is empty/],
  ['a ref that is an option', { git: { ref: '--upload-pack=x' } }, /git.*ref/],
  ['a refspec', { git: { ref: 'main:refs/heads/x' } }, /git.*ref/],
  ['a path out of the repository', { git: { path: '../etc' } }, /git.*path/],
  ['a path from the root', { git: { path: '/etc' } }, /git.*path/],
  ['an unknown driver', { db: { driver: 'oracle' } }, /driver/],
  ['a port as text', { db: { port: '3306' } }, /port/],
  ['a port out of range', { db: { port: 70000 } }, /port/],
  ['a host with a port', { db: { host: 'mysql:3306' } }, /host/],
  ['no user', { db: { user: undefined } }, /user/],
  ['a user that would be expanded', { db: { user: '$HOME' } }, /db\.user has a character/],
  ['a password in the user', { db: { user: `shop:${PASSWORD}` } }, /db\.user has a character/],
  ['a path as database', { db: { database: 'a/b' } }, /db\.database has a character/],
  ['no password', { db: { password: '' } }, /backendConfig\.db\.password is empty/],
  ['a misspelt key', { db: { pasword: 'x' } }, /pasword/],
  ['dryRun as text', { top: { dryRun: 'true' } }, /dryRun/],
  ['an unknown delete policy', { top: { hookDeletePolicy: 'never' } }, /hookDeletePolicy/],
  ['a user without token', { git: { token: '' } }, /git\.token is empty/],
  ['a token without user', { git: { user: '' } }, /git\.user is empty/],
  ['two sources of secrets', { top: { existingSecret: 'x' } }, /existingSecret is set/],
  [
    'an encrypted password',
    { db: { password: 'ENC[AES256_GCM,x]' } },
    /password is still encrypted/,
  ],
  ['an unresolved token', { git: { token: 'ref+vault://x' } }, /token is still encrypted/],
  ['a token of two lines', { git: { token: `${TOKEN}\n` } }, /git\.token has a line break/],
  ['a TLS mode of mysql', { db: { driver: 'postgres', tls: 'preferred' } }, /tls is preferred/],
];

describe.each(HELMS)('wrong values with %s', (_name, helm) => {
  it.each(WRONG)('%s: names the key, prints no secret', (_title, changes, message) => {
    const { code, stdout, stderr } = template(helm, changes);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(message);
    expect(stdout + stderr).not.toContain(TOKEN);
    expect(stdout + stderr).not.toContain(PASSWORD);
  });

  it('names every wrong secret at once', () => {
    const { stderr } = template(helm, { git: { branch: '', token: '' }, db: { password: '' } });
    expect(stderr).toContain(
      [
        'wrong values of chart sql-migrate:',
        "  git.ref is empty: give a branch, a tag or a commit's full SHA",
        '  backendConfig.db.password is empty: give it in an encrypted values file or in the action\'s "values-inline", or name an existingSecret',
        '  git.token is empty, but git.user is set: give the token in an encrypted values file or in the action\'s "values-inline", or name an existingSecret',
      ].join('\n'),
    );
  });
});

function template(helm: string, changes: Changes) {
  return runHelm(helm, ['template', 'shop', CHART, '--values', '-'], valuesWith(changes));
}
