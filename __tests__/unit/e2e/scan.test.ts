import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findNeedles, makeNeedles, secretsOf } from '../../e2e/support/needles.js';
import { judgeEnvironment, judgeLine, watchProcesses } from '../../e2e/support/process-watch.js';
import { newInTmp, scanDisk, scanLog } from '../../e2e/support/scan.js';

const PASSWORD = 'p@ss:w/o?rd #1';
const KEY = [
  '-----BEGIN KEY-----',
  'MHcCAQEEIIrYSSNQFaA2Hwf1duRSxKtL',
  '-----END KEY-----',
  '',
].join('\n');
const needles = makeNeedles([
  ['the password', PASSWORD],
  ['the key', Buffer.from(KEY).toString('base64')],
  ['too short', 'abc'],
]);
const base64 = (text: string) => Buffer.from(text).toString('base64');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'helm-migrate-e2e-scan-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('a secret is found', () => {
  it.each([
    ['as it is', `DSN me:${PASSWORD}@db`, 'the password'],
    ['in base64', base64(PASSWORD), 'the password'],
    ['in base64, one byte later', base64(`x${PASSWORD}yz`), 'the password'],
    ['in base64, two bytes later', base64(`me${PASSWORD}`), 'the password'],
    ['in base64, three bytes later', base64(`me:${PASSWORD}@`), 'the password'],
    ['percent-encoded', 'p%40ss%3Aw%2Fo%3Frd%20%231', 'the password'],
    ['a key as the kubeconfig has it', `data: ${base64(KEY)}`, 'the key'],
    ['a key in clear', KEY, 'the key'],
    ['one line of a key', '  MHcCAQEEIIrYSSNQFaA2Hwf1duRSxKtL', 'the key'],
  ])('%s', (_how, text, name) => {
    expect(findNeedles(needles, Buffer.from(text))).toEqual([name]);
  });

  it.each(['', 'p@ss:w/o?rd', '-----BEGIN KEY-----', 'abc', base64('another')])(
    'and not in %j',
    (text) => {
      expect(findNeedles(needles, Buffer.from(text))).toEqual([]);
    },
  );
});

it('knows the secrets of a kubeconfig, of files beside it, and of the environment', () => {
  writeFileSync(join(folder, 'token'), 'token-of-a-file');
  writeFileSync(join(folder, 'age.key'), '# public key: age1x\nAGE-SECRET-KEY-1ABC\n');
  const users = [
    { user: { token: 'token-1', tokenFile: 'token', password: 'password-1' } },
    { user: { 'client-key': 'none', 'auth-provider': { config: { 'refresh-token': 'token-2' } } } },
  ];
  const cluster = { server: 'https://api', 'proxy-url': 'http://me:it%20is@proxy:1' };
  const path = join(folder, 'config');
  writeFileSync(path, JSON.stringify({ users, clusters: [{ cluster }] }));
  const env = { SOPS_AGE_KEY_FILE: join(folder, 'age.key'), HTTPS_PROXY: 'http://me:hidden@proxy' };
  const texts = secretsOf(path, env).map(([, text]) => text);
  expect(texts.filter((text) => text !== '').sort()).toEqual(
    [
      'token-1',
      'token-of-a-file',
      'password-1',
      'token-2',
      'it%20is',
      'it is',
      'AGE-SECRET-KEY-1ABC',
      'hidden',
      'hidden',
    ].sort(),
  );
});

describe('the disk', () => {
  const sentence = (name: string) => `the password is in ${join(folder, name)}`;
  const put = (name: string, changed?: number) => {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), `x ${PASSWORD}`);
    if (changed !== undefined) utimesSync(join(folder, name), changed, changed);
  };

  it('is looked through below folders, and no link is followed', () => {
    put('temp/a/b/file');
    put('elsewhere/file');
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'temp/link'));
    writeFileSync(join(folder, 'temp/good'), 'good');
    const places = {
      folders: [join(folder, 'temp'), '/nowhere'],
      workspaces: [],
      since: Date.now(),
    };
    expect(scanDisk(needles, places)).toEqual([sentence('temp/a/b/file')]);
    expect(scanDisk(needles, { ...places, but: /^b$/ })).toEqual([]);
  });

  it('is looked through in a workspace for what is new there', () => {
    put('work/values/secrets.yaml.dec');
    put('work/node_modules/file');
    const places = { folders: [], workspaces: [join(folder, 'work')] };
    expect(scanDisk(needles, { ...places, since: Date.now() - 60_000 })).toEqual([
      sentence('work/values/secrets.yaml.dec'),
    ]);
    expect(scanDisk(needles, { ...places, since: Date.now() + 60_000 })).toEqual([]);
  });

  it("counts what is new in the system's folder, but for the tests' own", () => {
    const other = mkdtempSync(join(tmpdir(), 'tmp.'));
    try {
      expect(newInTmp(Date.now() - 60_000)).toContain(other);
      expect(newInTmp(Date.now() + 60_000)).not.toContain(other);
      expect(newInTmp(0)).not.toContain(folder);
    } finally {
      rmSync(other, { recursive: true });
    }
  });
});

it.each([
  [`helm | ${PASSWORD}`, ['the password is in the log']],
  [`::add-mask::${PASSWORD}\ngood`, []],
  [`::add-mask::${PASSWORD}\nx ::add-mask::${PASSWORD}`, ['the password is in the log']],
])('of the log %j', (log, expected) => {
  expect(scanLog(needles, log)).toEqual(expected);
});

describe('a process', () => {
  const rules = { needles, env: { DSN: `me:${PASSWORD}`, PATH: '/bin' } };

  it.each([
    [`helm\0upgrade\0--set=a=${PASSWORD}\0`, ['the password is in the arguments of helm upgrade']],
    ['helm\0upgrade\0', []],
  ])('with the arguments %j', (line, expected) => {
    expect(judgeLine(Buffer.from(line), rules)).toEqual(expected);
  });

  it.each([
    [`PATH=/bin\0DSN=me:${PASSWORD}\0`, []],
    [`OTHER=${PASSWORD}\0`, ['the password is in $OTHER of helm']],
    [`DSN=${PASSWORD} and more\0`, ['the password is in $DSN of helm']],
    [
      'INPUT_RELEASE=app\0GITHUB_ENV=/x\0GITHUB_SHA=1\0',
      ['helm has $INPUT_RELEASE', 'helm has $GITHUB_ENV'],
    ],
    [
      'ACTIONS_RUNTIME_TOKEN=\0STATE_folder=/x\0',
      ['helm has $ACTIONS_RUNTIME_TOKEN', 'helm has $STATE_folder'],
    ],
    ['', []],
  ])('with the environment %j', (environ, expected) => {
    expect(judgeEnvironment('helm', Buffer.from(environ), rules)).toEqual(expected);
  });

  it('is seen with its children, in whichever thread they begin', async () => {
    const child = `require('node:child_process').spawn('sh', ['-c', 'echo up; read x', process.env.P], { stdio: 'inherit', env: { ...process.env, LEAK: process.env.P } })`;
    const script = `const { Worker } = require('node:worker_threads'); new Worker(${JSON.stringify(child)}, { eval: true });`;
    const step = spawn(process.execPath, ['-e', script], {
      env: { P: PASSWORD, PATH: process.env['PATH'] },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const watch = watchProcesses(step.pid ?? 0, { needles, env: { P: PASSWORD } });
    await once(createInterface(step.stdout), 'line');
    const wrong = watch.stop();
    step.stdin.end('\n');
    await once(step, 'close');
    // Between its fork and its exec a process has no command line of its own.
    expect([...wrong].filter((text) => !text.endsWith(' of ')).sort()).toEqual([
      'the password is in $LEAK of sh -c',
      'the password is in the arguments of sh -c',
    ]);
    // The step itself may be seen as what it was before its exec, too.
    expect([2, 3]).toContain(watch.seen());
  });
});
