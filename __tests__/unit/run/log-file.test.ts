import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LogLine } from '../../../src/text/log-line.js';
import { openLogFile } from '../../../src/run/log-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-file-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const fail = (message: string) => {
  throw new Error(message);
};
const HEADER =
  '# Log of Helm hooks, written by Helm Migrate. The next run with this path replaces it.';
/** Tells both kinds of errors in one list. */
const into = (errors: string[]) => ({
  onRefused: (message: string) => void errors.push(message),
  onBroken: (message: string) => void errors.push(message),
});
const openFiles = () => readdirSync('/proc/self/fd').length;
const line = (text: string, ...bytes: readonly Buffer[]): LogLine => ({
  time: '2026-11-23T15:00:01.000000001Z',
  text,
  ...(bytes.length > 0 && { whole: { bytes: 0, pieces: () => bytes } }),
});

describe('the log file', () => {
  it('has every line with its time and prefix, and the bytes where the text is not all of them', () => {
    const path = join(folder, 'log');
    const file = openLogFile(path, into([]));
    file.write('pod/main', [
      line('one'),
      line('two…', Buffer.from('tw\xff', 'latin1'), Buffer.from('oo')),
    ]);
    file.write('pod/main', [line('three'), { time: '', text: '… a gap' }]);
    file.close();
    expect(readFileSync(path, 'latin1').split('\n')).toEqual([
      HEADER,
      '2026-11-23T15:00:01.000000001Z pod/main one',
      '2026-11-23T15:00:01.000000001Z pod/main tw\xffoo',
      '2026-11-23T15:00:01.000000001Z pod/main three',
      Buffer.from(' pod/main … a gap').toString('latin1'),
      '',
    ]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('replaces a file that it made, and takes it from other readers', () => {
    const path = join(folder, 'log');
    for (const text of ['one', 'two']) {
      const file = openLogFile(path, { onRefused: fail, onBroken: fail });
      file.write('pod/main', [line(text)]);
      file.close();
      chmodSync(path, 0o666);
    }
    openLogFile(path, { onRefused: fail, onBroken: fail }).close();
    expect(readFileSync(path, 'utf8')).toBe(`${HEADER}\n`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['a file of somebody else', 'precious: true\n'],
    ['a file that begins like ours', HEADER.slice(0, -1)],
    ['a short file', '#'],
    ['an empty file', ''],
  ])('refuses %s, and leaves it as it is', (_what, content) => {
    const path = join(folder, 'log');
    writeFileSync(path, content, { mode: 0o644 });
    const errors: string[] = [];
    const file = openLogFile(path, into(errors));
    file.write('pod/main', [line('one')]);
    file.close();
    expect(errors).toEqual([expect.stringMatching(/^it was not made by this action\. Remove it/)]);
    expect(readFileSync(path, 'utf8')).toBe(content);
    expect(statSync(path).mode & 0o777).toBe(0o644);
  });

  const precious = () => join(folder, 'precious');
  it.each<readonly [string, (path: string) => void, RegExp]>([
    [
      'a link',
      (path) => symlinkSync(precious(), path),
      /^it is a link\. Remove it, or set "log-file"/,
    ],
    ['a link to nothing', (path) => symlinkSync('/nowhere', path), /^it is a link/],
    ['a link to a device', (path) => symlinkSync('/dev/null', path), /^it is a link/],
    ['a second name', (path) => linkSync(precious(), path), /^it has a second hard link/],
    ['a folder', (path) => mkdirSync(path), /^it is a folder/],
    ['a pipe', (path) => spawnSync('mkfifo', [path]), /^it is not a regular file/],
  ])('refuses %s in its place, and leaves all as it is', (_what, put, message) => {
    writeFileSync(precious(), 'precious');
    chmodSync(precious(), 0o644);
    const path = join(folder, 'log');
    put(path);
    const errors: string[] = [];
    const file = openLogFile(path, into(errors));
    for (const text of ['one', 'two']) file.write('pod/main', [line(text)]);
    file.close();
    expect(errors).toEqual([expect.stringMatching(message)]);
    expect(readFileSync(precious(), 'utf8')).toBe('precious');
    expect(statSync(precious()).mode & 0o777).toBe(0o644);
  });

  it('refuses a pipe that somebody reads', () => {
    const path = join(folder, 'log');
    spawnSync('mkfifo', [path]);
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const errors: string[] = [];
    const file = openLogFile(path, into(errors));
    file.write('pod/main', [line('one')]);
    file.close();
    expect(errors).toEqual([expect.stringMatching(/^it is not a regular file/)]);
    expect(readFileSync(reader, 'utf8')).toBe('');
    closeSync(reader);
  });

  const isRoot = process.geteuid?.() === 0;
  (isRoot ? it : it.skip)("refuses another user's file", () => {
    const path = join(folder, 'log');
    writeFileSync(path, 'theirs');
    chownSync(path, 65_534, 65_534);
    const errors: string[] = [];
    openLogFile(path, into(errors)).close();
    expect(errors).toEqual([expect.stringMatching(/^it belongs to another user/)]);
    expect(readFileSync(path, 'utf8')).toBe('theirs');
  });

  it.each([
    ['/dev/full', /^it is not a regular file/],
    ['/nowhere/log', /^its folder does not exist\. Create it in an earlier step/],
    ['/proc/self/cmdline/log', /^its folder is a file/],
  ])('that cannot be opened (%s) is told once', (path, message) => {
    const errors: string[] = [];
    const file = openLogFile(path, into(errors));
    for (const text of ['one', 'two']) file.write('pod/main', [line(text)]);
    file.close();
    expect(errors).toEqual([expect.stringMatching(message)]);
  });

  it('that cannot be written any more is told once, and is closed', () => {
    const path = join(folder, 'log');
    const errors: string[] = [];
    const file = openLogFile(path, into(errors));
    const before = openFiles();
    const pieces = () => fail('no space left');
    file.write('pod/main', [{ ...line('one'), whole: { bytes: 0, pieces } }]);
    file.write('pod/main', [line('two')]);
    file.close();
    expect(errors).toEqual(['no space left']);
    expect(openFiles()).toBe(before - 1);
  });
});
