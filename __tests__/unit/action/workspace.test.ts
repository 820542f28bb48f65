import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findFile } from '../../../src/action/workspace.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'workspace-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(...paths: readonly string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), '');
  }
}

describe('the file of the workspace that a path of a container means', () => {
  it.each([
    ['by its name', ['db/1_a.sql', 'db/2_b.sql'], '1_a.sql', 'db/1_a.sql'],
    ['by its folders', ['a/db/1.sql', 'b/db/1.sql'], '/app/b/db/1.sql', 'b/db/1.sql'],
    ['by the last of its folders', ['old/1.sql', 'new/1.sql'], '/x/new/1.sql', 'new/1.sql'],
    ['of Windows', ['db/1.sql'], String.raw`C:\app\db\1.sql`, 'db/1.sql'],
    ['none, where two are alike', ['a/1.sql', 'b/1.sql'], '/x/1.sql', undefined],
    ['none, where there is none', ['a/1.sql'], '2.sql', undefined],
    ['none outside', ['a/1.sql'], '../../../etc/passwd', undefined],
    ['none of a path without a name', ['a/1.sql'], '/db/', undefined],
    ['none of a dependency', ['node_modules/x/1.sql'], '1.sql', undefined],
    ['none of another checkout', ['lib/.git/HEAD', 'lib/1.sql'], '1.sql', undefined],
    ['of this checkout', ['.git/HEAD', 'db/1.sql'], '1.sql', 'db/1.sql'],
  ])('%s', (_title, paths, told, expected) => {
    write(...paths);
    expect(findFile(root, told)).toBe(expected);
  });

  it('is never a link, nor behind one', () => {
    write('db/1.sql');
    symlinkSync(join(root, 'db'), join(root, 'other'));
    symlinkSync('/etc/passwd', join(root, 'passwd'));
    expect(findFile(root, '1.sql')).toBe('db/1.sql');
    expect(findFile(root, 'passwd')).toBeUndefined();
  });
});
