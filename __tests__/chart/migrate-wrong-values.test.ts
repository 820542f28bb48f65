import { describe, expect, it } from '@jest/globals';
import { HELMS, MIGRATE_CHART, runHelm } from './helm.js';
import { COMMAND_VALUES, DATABASE, GIT, MIGRATE_VALUES, MYSQL } from './migrate-values.js';
import { PASSWORD, TOKEN } from './values.js';

const git = (changes: object) => ({
  migrations: { from: 'git', path: 'db/migrations' },
  git: { ...GIT, ...changes },
});
const gitPath = (path: string) => ({ migrations: { from: 'git', path }, git: GIT });
const database = (changes: object) => ({ database: { ...DATABASE, ...changes } });

const WRONG: readonly (readonly [string, object, RegExp])[] = [
  ['no tool', { tool: '' }, /tool.*'golang-migrate', 'goose', 'flyway', 'dbmate', 'command'/],
  ['another tool', { tool: 'liquibase' }, /tool.*'golang-migrate'/],
  ['no command', { ...COMMAND_VALUES, command: [] }, /command is empty: with "tool: command"/],
  ['no image of the command', { ...COMMAND_VALUES, image: {} }, /image\.repository or image\.tag/],
  ['flags of a command', { ...COMMAND_VALUES, flags: ['-v'] }, /flags is set/],
  ['a command of a tool', { command: ['migrate'] }, /command is set, but tool is golang-migrate/],
  ['a command as text', { ...COMMAND_VALUES, command: 'alembic upgrade head' }, /command/],
  ['a dry run of golang-migrate', { dryRun: true }, /golang-migrate has no command that shows/],
  [
    'a dry run without command',
    { ...COMMAND_VALUES, dryRun: true },
    /dryRunCommand is empty, but dryRun is true: with "tool: command" name/,
  ],
  ['a dry run of a tool as command', { dryRunCommand: ['x'] }, /dryRunCommand is set, but tool is/],
  ['a dry run as text', { dryRun: 'yes' }, /dryRun/],
  ['an argument as number', { args: [5] }, /args/],
  ['an image without tag', { image: { repository: 'x' } }, /image\.tag is empty/],
  ['no image with the files', { migrations: {} }, /public image of golang-migrate has no migr/],
  ['an unknown source', { migrations: { from: 's3' } }, /from.*'image', 'git', 'configMap'/],
  [
    'a relative path in the image',
    { migrations: { path: 'db' }, image: { repository: 'x', tag: '1' } },
    /migrations\.path is not absolute/,
  ],
  ['no path in git', gitPath(''), /migrations\.path is not a path in the repository/],
  ['a path out of the repository', gitPath('db/../../etc'), /migrations\.path is not a path/],
  ['a path from the root', gitPath('/etc'), /migrations\.path is not a path in the repository/],
  ['a token in the address', git({ repo: `https://u:${TOKEN}@x.example/x` }), /git\.repo is not/],
  ['an address that is not https', git({ repo: 'git@example.com:x.git' }), /git\.repo is not/],
  ['no ref', git({ ref: '' }), /git\.ref is empty/],
  ['a ref that is an option', git({ ref: '--upload-pack=x' }), /git.*ref/],
  ['a user without token', git({ token: '' }), /git\.token is empty/],
  ['a token without user', git({ user: '' }), /git\.user is empty/],
  ['a repository that is not used', { git: GIT }, /git\.repo is set, but migrations\.from is conf/],
  ['no files', { migrations: { from: 'configMap' } }, /migrations\.files and .* are both empty/],
  [
    'two ConfigMaps',
    { migrations: { ...MIGRATE_VALUES.migrations, configMap: 'x' } },
    /migrations\.files and migrations\.configMap are both set/,
  ],
  [
    'files that are not used',
    { migrations: { ...MIGRATE_VALUES.migrations, from: 'image' } },
    /migrations\.files is set, but migrations\.from is image/,
  ],
  ['a file in a folder', { migrations: { from: 'configMap', files: { 'a/b.sql': '' } } }, /files/],
  ['no database', { database: {} }, /database\.host is empty, and so is database\.url/],
  ['an unknown driver', database({ driver: 'oracle' }), /database\.driver is "oracle"/],
  ['no driver', database({ driver: '' }), /database\.driver is ""/],
  ['goose without driver', { tool: 'goose', database: { url: 'x' } }, /goose has to be told it/],
  ['a host with a port', database({ host: 'db:5432' }), /host/],
  ['a port as text', database({ port: '5432' }), /port/],
  ['no user', database({ user: '' }), /database\.user is empty/],
  ['a password in the user', database({ user: `shop:${PASSWORD}` }), /database\.user has a char/],
  ['a path as name', database({ name: 'a/b' }), /database\.name has a character/],
  ['no password', database({ password: '' }), /database\.password is empty/],
  [
    'host and address',
    database({ url: PASSWORD }),
    /database\.url is set, and so is database\.host/,
  ],
  ['parts of an address', { database: { url: 'x', user: 'y' } }, /database\.host is empty, but/],
  ['a parameter that is no text', database({ parameters: { tls: true } }), /parameters.*tls/],
  ['a parameter that ends', database({ parameters: { tls: 'a&b' } }), /parameters.*tls/],
  [
    'two sources of secrets',
    { existingSecret: 'x' },
    /existingSecret is set, and so is database\.p/,
  ],
  ['an encrypted password', database({ password: 'ENC[AES,x]' }), /password is still encrypted/],
  ['an unresolved token', git({ token: 'ref+vault://x' }), /git\.token is still encrypted/],
  ['an encrypted variable', { secretEnv: { A: 'ENC[x]' } }, /secretEnv\.A is still encrypted/],
  ['a token of two lines', git({ token: `${TOKEN}\n` }), /git\.token has a line break/],
  ['a variable that is none', { secretEnv: { 'a-b': 'x' } }, /secretEnv/],
  ['a misspelt key', { databse: MYSQL }, /databse/],
  ['an unknown delete policy', { hookDeletePolicy: 'never' }, /hookDeletePolicy/],
];

describe.each(HELMS)('wrong values of charts/migrate with %s', (_name, helm) => {
  it.each(WRONG)('%s: names the key, prints no secret', (_title, changes, message) => {
    const args = ['template', 'shop', MIGRATE_CHART, '--values', '-'];
    const { code, stdout, stderr } = runHelm(helm, args, { ...MIGRATE_VALUES, ...changes });
    expect(code).not.toBe(0);
    expect(stderr).toMatch(message);
    expect(stdout + stderr).not.toContain(TOKEN);
    expect(stdout + stderr).not.toContain(PASSWORD);
  });
});
