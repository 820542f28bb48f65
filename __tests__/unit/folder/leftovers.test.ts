import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { makeFolder } from '../../../src/folder/files.js';
import { removeLeftovers } from '../../../src/folder/leftovers.js';
import { formatOwner, MAX_JOB_MS, type Owner } from '../../../src/folder/owner.js';
import { findProcess, identifySelf } from '../../../src/folder/processes.js';
import { removeTree } from '../../../src/folder/tree.js';

let temp: string;
beforeEach(() => {
  temp = mkdtempSync(join(tmpdir(), 'runner-temp-'));
});
afterEach(() => {
  rmSync(temp, { recursive: true });
});

function self(): Owner {
  const found = identifySelf(process.env);
  if (found === undefined) throw new Error('/proc does not say who we are');
  return found;
}

/** A process that has ended, and whose end was asked for. */
const ended = (): Owner => ({ ...self(), pid: String(spawnSync('true').pid) });

function leave(name: string, owner?: Owner): string {
  const folder = join(temp, name);
  mkdirSync(join(folder, 't'), { recursive: true });
  writeFileSync(join(folder, 'kubeconfig'), 'secret');
  if (owner !== undefined) writeFileSync(join(folder, 'owner'), formatOwner(owner));
  return folder;
}

function age(folder: string): void {
  const made = (Date.now() - MAX_JOB_MS - 60_000) / 1_000;
  utimesSync(folder, made, made);
}

describe('what killed runs have left', () => {
  it('is removed, and nothing else', async () => {
    const ours = await makeFolder({ RUNNER_TEMP: temp });
    leave('helm-migrate-gone01', ended());
    leave('helm-migrate-reused', { ...self(), started: '1' });
    age(leave('helm-migrate-oldold'));
    leave('helm-migrate-nobody');
    leave('helm-migrate-lives1', self());
    leave('helm-migrate-elsewh', { ...ended(), pidSpace: 'pid:[1]', runner: '' });
    leave('other-gone01', ended());
    mkdirSync(join(temp, 'sub'));
    leave('sub/helm-migrate-gone02', ended());
    writeFileSync(join(temp, 'helm-migrate-isfile'), '');
    const before = readdirSync(temp);
    expect(await removeLeftovers({ RUNNER_TEMP: temp })).toBe(3);
    const removed = before.filter((name) => !existsSync(join(temp, name)));
    expect(removed.sort()).toEqual([
      'helm-migrate-gone01',
      'helm-migrate-oldold',
      'helm-migrate-reused',
    ]);
    expect(existsSync(ours) && existsSync(join(temp, 'sub/helm-migrate-gone02'))).toBe(true);
    expect(await removeLeftovers({ RUNNER_TEMP: temp })).toBe(0);
  });

  it('is let be behind a link', async () => {
    const elsewhere = leave('precious', ended());
    symlinkSync(elsewhere, join(temp, 'helm-migrate-linked'));
    expect(await removeLeftovers({ RUNNER_TEMP: temp })).toBe(0);
    expect(readdirSync(elsewhere).sort()).toEqual(['kubeconfig', 'owner', 't']);
  });

  it.each([undefined, '', '/nowhere', '/proc/self/cmdline'])(
    'is not looked for in %j',
    async (folder) => {
      expect(await removeLeftovers({ RUNNER_TEMP: folder })).toBe(0);
    },
  );

  const isRoot = process.getuid?.() === 0;
  (isRoot ? it : it.skip)('is let be where it is of another user', async () => {
    const folder = leave('helm-migrate-others', ended());
    chownSync(folder, 65_534, 65_534);
    expect(await removeLeftovers({ RUNNER_TEMP: temp })).toBe(0);
    chownSync(folder, 0, 0);
    expect(await removeLeftovers({ RUNNER_TEMP: temp })).toBe(1);
  });
});

describe('a process', () => {
  it('is found while it lives', async () => {
    const child = spawn('sleep', ['60']);
    const found = findProcess(String(child.pid));
    expect(found?.hasEnded).toBe(false);
    expect(Number(found?.started)).toBeGreaterThanOrEqual(Number(self().started));
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.kill();
    await closed;
    expect(findProcess(String(child.pid))).toBeUndefined();
  });

  it('that cannot be looked up is not taken for gone', () => {
    expect(() => findProcess('sys')).not.toThrow();
    expect(() => findProcess('1/../net')).toThrow();
  });
});

describe('a tree', () => {
  it('goes with sockets, pipes and links, and what they point to stays', async () => {
    writeFileSync(join(temp, 'precious'), 'text');
    mkdirSync(join(temp, 'kept'));
    writeFileSync(join(temp, 'kept/file'), 'text');
    const tree = join(temp, 'tree');
    mkdirSync(join(tree, 'a/b'), { recursive: true });
    symlinkSync('../precious', join(tree, 'to-file'));
    symlinkSync(join(temp, 'kept'), join(tree, 'a/to-folder'));
    symlinkSync('/nowhere', join(tree, 'a/dangling'));
    spawnSync('mkfifo', [join(tree, 'pipe')]);
    const server = createServer().listen(join(tree, 'S.gpg-agent'));
    await new Promise((resolve) => server.once('listening', resolve));
    await removeTree(tree);
    await new Promise((resolve) => server.close(resolve));
    expect(existsSync(tree)).toBe(false);
    expect(readFileSync(join(temp, 'precious'), 'utf8')).toBe('text');
    expect(readdirSync(join(temp, 'kept'))).toEqual(['file']);
  });

  it('goes where folders in it are read-only, and a link to one changes nothing', async () => {
    await asAnyUser(async () => {
      const tree = join(temp, 'tree');
      mkdirSync(join(tree, 'a/b'), { recursive: true });
      mkdirSync(join(temp, 'kept'), { mode: 0o500 });
      writeFileSync(join(tree, 'a/b/file'), 'secret');
      symlinkSync(join(temp, 'kept'), join(tree, 'a/link'));
      for (const name of ['a/b', 'a', '.']) chmodSync(join(tree, name), 0o500);
      await removeTree(tree);
      expect(readdirSync(temp)).toEqual(['kept']);
      expect(() => writeFileSync(join(temp, 'kept/file'), '')).toThrow(/EACCES/);
    });
  });

  it('that is gone already is well', async () => {
    await expect(removeTree(join(temp, 'none'))).resolves.toBeUndefined();
  });
});

/** Acts as a user whom modes of folders concern: they are nothing to root. */
async function asAnyUser(act: () => Promise<void>): Promise<void> {
  const { geteuid, seteuid } = process;
  if (geteuid?.() !== 0 || seteuid === undefined) return act();
  chownSync(temp, 65_534, 65_534);
  seteuid(65_534);
  try {
    await act();
  } finally {
    seteuid(0);
  }
}
