import { afterAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { makeWorkplace, runScript, shaOf, startScript } from './job-script.js';

const workplace = makeWorkplace();

afterAll(() => {
  rmSync(workplace.folder, { recursive: true });
});

describe('the script of the Job', () => {
  it('fetches, lists, migrates and prints the status, in one stream', async () => {
    const { code, log } = await runScript(workplace);
    const options = expect.stringMatching(/-config=\S+\/config.yaml -env=main; token: none$/);
    expect(code).toBe(0);
    expect(log.trim().split('\n')).toEqual([
      `Fetching main of file://${workplace.repository}`,
      `Commit ${shaOf(workplace, 'main')}`,
      'Migrations in backend-services/db/migrations:',
      expect.stringMatching(/^total /),
      expect.stringMatching(/^-rw.* BS_1_init_schema\.up\.sql$/),
      expect.stringMatching(/^-rw.* BS_2_/),
      expect.stringMatching(/^-rw.* BS_3_/),
      expect.stringMatching(/^-rw.* BS_4_/),
      expect.stringMatching(/^-rw.* BS_5_/),
      expect.stringMatching(/^-rw.* BS_6_/),
      'Running sql-migrate up',
      options,
      'Running sql-migrate status',
      options,
    ]);
  });

  it('fetches exactly the commit that it is given', async () => {
    const first = shaOf(workplace, 'main~1');
    const { code, log } = await runScript(workplace, { GIT_REF: first });
    expect(code).toBe(0);
    expect(log).toContain(`Commit ${first}`);
    expect(log).not.toContain('BS_6_');
  });

  it('passes a dry run on, and says so', async () => {
    const { code, log } = await runScript(workplace, { DRY_RUN: 'true' });
    expect(code).toBe(0);
    expect(log).toMatch(/stand-in for sql-migrate: up .* -dryrun;/);
    expect(log).toContain('Dry run: no migration was applied');
  });

  it.each([
    ['a ref that is not there', { GIT_REF: 'v9' }, [13, 'has no branch, tag or commit "v9"']],
    ['a short SHA', { GIT_REF: '4f0c1d2' }, [13, 'its full SHA of 40 characters']],
    ['no such folder', { MIGRATIONS_PATH: 'db' }, [15, 'there is no folder "db"']],
    ['no migrations', { MIGRATIONS_PATH: 'backend-services' }, [16, 'there is no *.sql file']],
  ] as const)('%s: one line that begins with error:', async (_title, environment, expected) => {
    const [exitCode, message] = expected;
    const { code, log } = await runScript(workplace, environment);
    const last = log.trim().split('\n').at(-1);
    expect(code).toBe(exitCode);
    expect(last).toMatch(/^error: /);
    expect(last).toContain(message);
    expect(log).not.toContain('stand-in for sql-migrate');
  });

  it('ends as sql-migrate up ended, after the status', async () => {
    const { code, log } = await runScript(workplace, { STAND_IN_up: '7' });
    expect(code).toBe(7);
    expect(log).toContain('stand-in for sql-migrate: status');
    expect(log.trim()).toMatch(/error: sql-migrate up failed with exit code 7.*$/);
  });

  it('does not end as sql-migrate status ended', async () => {
    const { code, log } = await runScript(workplace, { STAND_IN_status: '3' });
    expect(code).toBe(0);
    expect(log).toContain('warning: sql-migrate status failed with exit code 3');
  });

  it('lets sql-migrate finish when it is asked to stop', async () => {
    const gate = join(workplace.folder, 'gate');
    spawnSync('mkfifo', [gate]);
    const script = startScript(workplace, { STAND_IN_WAITS_FOR: gate });
    const ended = once(script, 'exit');
    const lines = [];
    for await (const line of createInterface({ input: script.stdout })) {
      lines.push(line);
      if (line.startsWith('stand-in for sql-migrate: up')) script.kill('SIGTERM');
      if (line.startsWith('Asked to stop')) writeFileSync(gate, 'go on\n');
    }
    expect(lines.slice(-3)).toEqual([
      expect.stringMatching(/^Asked to stop: waiting for sql-migrate/),
      'Running sql-migrate status',
      expect.stringMatching(/^stand-in for sql-migrate: status/),
    ]);
    expect((await ended)[0]).toBe(0);
  });

  it('stops at once when it is asked to before anything was applied', async () => {
    const silent = createServer();
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const script = startScript(workplace, { GIT_REPO: `https://127.0.0.1:${port}/shop.git` });
    const ended = once(script, 'exit');
    const [connection] = (await once(silent, 'connection')) as [{ destroy(): void }];
    script.kill('SIGTERM');
    expect((await ended)[0]).toBe(143);
    connection.destroy();
    silent.close();
  });
});
