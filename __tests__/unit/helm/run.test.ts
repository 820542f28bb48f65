import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cancellation } from '../../../src/cancellation.js';
import { ActionError } from '../../../src/errors.js';
import type { HelmCommand } from '../../../src/helm/args.js';
import { runHelm } from '../../../src/helm/run.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'helm-run-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A cancellation that the test sets off. */
class FakeCancellation implements Omit<Cancellation, 'deadline'> {
  private readonly controller = new AbortController();
  private readonly listeners = new Set<(signal: NodeJS.Signals) => void>();
  readonly signal = this.controller.signal;

  get listenerCount(): number {
    return this.listeners.size;
  }

  listen(listener: (signal: NodeJS.Signals) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  send(signal: NodeJS.Signals): void {
    this.controller.abort();
    for (const listener of this.listeners) listener(signal);
  }
}

/** A real little program in place of helm. */
function command(script: string, more: Partial<HelmCommand> = {}): HelmCommand {
  const env = { PATH: process.env['PATH'] ?? '' };
  return { program: 'bash' as 'helm', args: ['-c', script], env, cwd: folder, ...more };
}

/** Runs it; `cancelAt` names the line at which a signal is sent. */
async function run(script: string, cancelAt?: readonly [string, NodeJS.Signals]) {
  const cancellation = new FakeCancellation();
  const lines: string[] = [];
  const exit = await runHelm(command(script), {
    cancellation,
    onLine: (line) => {
      lines.push(line);
      if (line === cancelAt?.[0]) cancellation.send(cancelAt[1]);
    },
  });
  expect(cancellation.listenerCount).toBe(0);
  return { ...exit, lines };
}

describe('what helm prints', () => {
  it.each([
    ['lines of both streams', 'echo out; echo err >&2', ['err', 'out']],
    ['an unterminated last line', 'printf "one\\ntwo"', ['one', 'two']],
    ['an unterminated last line of stderr', 'printf "Error: no" >&2', ['Error: no']],
    ['empty lines', 'printf "\\n\\na\\n"', ['', '', 'a']],
    ['nothing', 'true', []],
    [
      'letters that are cut between two writes',
      String.raw`printf 'gr\xc3'; sleep 0.1; printf '\xb6\xc3'; sleep 0.1; printf '\x9fe \xf0\x9f'; sleep 0.1; printf '\x90\x98\n'`,
      ['größe 🐘'],
    ],
    ['bytes that are no text', String.raw`printf 'a\xffb\n'`, ['a\ufffdb']],
    ['half a letter at its end', String.raw`printf 'a\xc3'`, ['a\ufffd']],
    ['a long line', 'head -c 1000000 /dev/zero | tr "\\0" x', ['x'.repeat(1_000_000)]],
    ['what it gets from us: nothing', 'cat; echo end', ['end']],
  ])('%s', async (_title, script, lines) => {
    const result = await run(script);
    expect([...result.lines].sort()).toEqual([...lines].sort());
    expect(result).toMatchObject({ exitCode: 0, signal: undefined });
  });

  it('comes while it runs', async () => {
    const gate = join(folder, 'gate');
    const lines: string[] = [];
    const script = `echo before; for i in {1..300}; do [ ! -e ${gate} ] || break; sleep 0.02; done; echo after`;
    await runHelm(command(script), {
      cancellation: new FakeCancellation(),
      // It goes on only when its first line was seen.
      onLine: (line) => {
        lines.push(line);
        writeFileSync(gate, '');
      },
    });
    expect(lines).toEqual(['before', 'after']);
  });

  it("keeps stderr's last lines, and only those", async () => {
    const { lastErrors, lines } = await run('for i in $(seq 60); do echo $i >&2; done; echo out');
    expect(lines).toHaveLength(61);
    expect(lastErrors).toEqual(Array.from({ length: 50 }, (_, index) => String(index + 11)));
  });
});

describe('how helm ends', () => {
  it.each([
    ['exit 0', 0, undefined],
    ['exit 1', 1, undefined],
    ['exit 130', 130, undefined],
    ['kill -KILL $$', undefined, 'SIGKILL'],
    ['kill -TERM $$', undefined, 'SIGTERM'],
  ])('%s', async (script, exitCode, signal) => {
    expect(await run(script)).toMatchObject({ exitCode, signal });
  });

  it.each([
    ['that is not there', { program: '/no/such/helm' as 'helm' }],
    ['that may not be run', { program: '/etc/passwd' as 'helm' }],
    ['whose folder is not there', { cwd: '/no/such/folder' }],
  ])('a program %s is missing', async (_title, more) => {
    const cancellation = new FakeCancellation();
    const running = runHelm(command('true', more), { onLine: () => undefined, cancellation });
    await expect(running).rejects.toBeInstanceOf(ActionError);
    await expect(running).rejects.toMatchObject({ code: 'missing-tool' });
    expect(cancellation.listenerCount).toBe(0);
  });

  it.each([
    ['too long for the system', 'x'.repeat(3_000_000)],
    ['not for any program', 'S3cret\0'],
  ])('an argument that is %s is wrong input, and is not quoted', async (_title, argument) => {
    const cancellation = new FakeCancellation();
    const more = { args: ['-c', 'true', argument] };
    const running = runHelm(command('true', more), { onLine: () => undefined, cancellation });
    await expect(running).rejects.toMatchObject({ code: 'bad-input' });
    await expect(running).rejects.not.toThrow('S3cret');
    expect(cancellation.listenerCount).toBe(0);
  });
});

describe('a cancel', () => {
  it('before its start starts nothing', async () => {
    const cancellation = new FakeCancellation();
    cancellation.send('SIGINT');
    const file = join(folder, 'started');
    const exit = await runHelm(command(`touch ${file}`), { onLine: () => undefined, cancellation });
    expect(exit).toEqual({ exitCode: undefined, signal: 'SIGINT', lastErrors: [] });
    expect(existsSync(file)).toBe(false);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s reaches helm, which ends as it wants',
    async (signal) => {
      const script = `trap 'echo asked; exit 7' ${signal.slice(3)}; echo ready; for i in {1..300}; do sleep 0.02; done`;
      const { exitCode, lines } = await run(script, ['ready', signal]);
      expect(exitCode).toBe(7);
      // bash itself says "Terminated" of the sleep.
      expect(lines.filter((line) => line !== 'Terminated')).toEqual(['ready', 'asked']);
    },
  );

  it('reaches all of its group, and we wait for the last of them', async () => {
    // As under helm secrets: the outer helm dies at once, the inner one has to clean up.
    const inner = `trap 'sleep 0.3; echo cleaned; touch ${folder}/cleaned; exit 1' TERM; echo ready; for i in {1..300}; do sleep 0.02; done`;
    const outer = `bash -c "${inner.replaceAll('"', String.raw`\"`)}" & trap 'exit 2' TERM; wait`;
    const result = await run(outer, ['ready', 'SIGTERM']);
    expect(result.lines.filter((line) => line !== 'Terminated')).toEqual(['ready', 'cleaned']);
    expect(result.exitCode).toBe(2);
    expect(readFileSync(join(folder, 'cleaned'), 'utf8')).toBe('');
  });

  it('after its end is harmless', async () => {
    const cancellation = new FakeCancellation();
    await runHelm(command('true'), { onLine: () => undefined, cancellation });
    cancellation.send('SIGINT');
    expect(cancellation.listenerCount).toBe(0);
  });
});

it('is given this environment and folder, and no other', async () => {
  const lines: string[] = [];
  await runHelm(command('pwd; env', { env: { PATH: process.env['PATH'] ?? '', ONLY: 'this' } }), {
    onLine: (line) => lines.push(line),
    cancellation: new FakeCancellation(),
  });
  expect(lines[0]).toBe(folder);
  expect(lines).toContain('ONLY=this');
  expect(lines.some((line) => line.startsWith('HOME='))).toBe(false);
});
