import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  linkSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSummaryFile } from '../../../src/cli/summary-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'summary-file-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('writes a report, and replaces the one before', () => {
  const path = join(folder, 'report.md');
  writeSummaryFile(path, '## A long first report');
  writeSummaryFile(path, '## Second');
  expect(readFileSync(path, 'utf8')).toMatch(/^<!-- Written by Helm Migrate\..* -->\n## Second\n$/);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

describe('what is not an earlier report stays as it is', () => {
  it.each<readonly [string, (path: string) => void, RegExp]>([
    ['a file', (path) => writeFileSync(path, 'mine'), /it was not made by this action/],
    ['a link', (path) => symlinkSync(join(folder, 'other'), path), /it is a link/],
    ['a second name of a file', (path) => linkSync(join(folder, 'other'), path), /hard link/],
  ])('%s', (_title, make, why) => {
    const [path, other] = [join(folder, 'report.md'), join(folder, 'other')];
    writeFileSync(other, 'mine');
    make(path);
    expect(() => writeSummaryFile(path, 'report')).toThrow(why);
    expect(() => writeSummaryFile(path, 'report')).toThrow(/set "--summary" to another path/);
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });
});
