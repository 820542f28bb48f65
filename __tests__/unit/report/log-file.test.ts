import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LogLine } from '../../../src/logs/cursor.js';
import { openLogFile } from '../../../src/report/log-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-file-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const line = (text: string, ...bytes: readonly Buffer[]): LogLine => ({
  time: '2026-11-23T15:00:01.000000001Z',
  text,
  ...(bytes.length > 0 && { whole: { bytes: 0, pieces: () => bytes } }),
});

describe('the log file', () => {
  it('has every line with its time and prefix, and the bytes where the text is not all of them', () => {
    const path = join(folder, 'log');
    const file = openLogFile(path, () => undefined);
    file.write('pod/main', [
      line('one'),
      line('two…', Buffer.from('tw\xff', 'latin1'), Buffer.from('oo')),
    ]);
    file.write('pod/main', [line('three'), { time: '', text: '… a gap' }]);
    file.close();
    expect(readFileSync(path, 'latin1').split('\n')).toEqual([
      '2026-11-23T15:00:01.000000001Z pod/main one',
      '2026-11-23T15:00:01.000000001Z pod/main tw\xffoo',
      '2026-11-23T15:00:01.000000001Z pod/main three',
      Buffer.from(' pod/main … a gap').toString('latin1'),
      '',
    ]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it.each(['/dev/full', '/nowhere/log'])('that cannot be written (%s) is told once', (path) => {
    const errors: string[] = [];
    const file = openLogFile(path, (message) => errors.push(message));
    for (const text of ['one', 'two']) file.write('pod/main', [line(text)]);
    file.close();
    expect(errors).toHaveLength(1);
  });
});
