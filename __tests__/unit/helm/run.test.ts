import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cancellation } from '../../../src/run/cancellation.js';
import { ActionError } from '../../../src/errors.js';
import type { HelmCommand } from '../../../src/helm/args.js';
import { ESCALATIONS, OUTPUT_LEFT_MS, runHelm } from '../../../src/helm/run.js';

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

/** A real little program instead of helm. */
function command(script: string, more: Partial<HelmCommand> = {}): HelmCommand {
  const env = { PATH: process.env['PATH'] ?? '' };
  return { program: 'bash', args: ['-c', script], env, cwd: folder, ...more };
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

  it.each([
    ['reads it', 'read -r line; echo "got $line"', ['got hush']],
    // Nobody holds the other end of the pipe when it is written.
    ['does not read it', 'exec <&-; echo end', ['end']],
  ])('goes on where it gets something and %s', async (_what, script, expected) => {
    const lines: string[] = [];
    const input = `hush\n${'x'.repeat(1_000_000)}`;
    const onLine = (line: string) => void lines.push(line);
    // A bash whose input is a socket reads the user's .bashrc.
    const quiet = command(script, { args: ['--norc', '-c', script] });
    const exit = await runHelm(quiet, {
      ...{ cancellation: new FakeCancellation(), input, onLine },
    });
    expect([exit.exitCode, lines]).toEqual([0, expected]);
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

  it('keeps the line with which its error begins, however long that goes on', async () => {
    const { lastErrors } = await run('echo log >&2; echo "Error: a" >&2; seq 60 >&2');
    const last = Array.from({ length: 49 }, (_, index) => String(index + 12));
    expect(lastErrors).toEqual(['Error: a', ...last]);
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
    ['that is not there', { program: '/no/such/helm' }],
    ['that may not be run', { program: '/etc/passwd' }],
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

/** A program that does not end by these signals, and says which it got. */
const stubborn = (signals: readonly string[]) =>
  `${signals.map((it) => `trap 'echo got ${it}' ${it}`).join('; ')}; echo ready; for i in {1..900}; do sleep 0.02; done`;

/** The same as in earnest, and sooner. */
const SOON: typeof ESCALATIONS = {
  cancel: [
    [200, 'SIGTERM'],
    [400, 'SIGKILL'],
  ],
  stop: ESCALATIONS.stop,
};

/** Runs it, with what happens at its line "ready". */
async function runUntil(
  script: string,
  onReady: (by: FakeCancellation, stop: AbortController) => void,
) {
  const [cancellation, stop, lines] = [
    new FakeCancellation(),
    new AbortController(),
    [] as string[],
  ];
  const exit = await runHelm(command(script), {
    ...{ cancellation, stop: stop.signal, escalations: SOON },
    onLine: (line) => {
      lines.push(line);
      if (line === 'ready') onReady(cancellation, stop);
    },
  });
  return {
    ...exit,
    lines: lines.filter((line) => !['Terminated', 'Killed', 'Interrupt'].includes(line)),
  };
}

describe('a helm that is to be ended early', () => {
  it('gets SIGINT, and ends as it wants', async () => {
    const script = `trap 'echo asked; exit 7' INT; echo ready; for i in {1..300}; do sleep 0.02; done`;
    const { exitCode, lines } = await runUntil(script, (_by, stop) => stop.abort());
    expect([exitCode, ...lines]).toEqual([7, 'ready', 'asked']);
  });

  it('is not touched when it has ended', async () => {
    const stop = new AbortController();
    const cancellation = new FakeCancellation();
    const exit = await runHelm(command('true'), {
      onLine: () => undefined,
      cancellation,
      stop: stop.signal,
    });
    stop.abort();
    expect(exit.exitCode).toBe(0);
  });

  it('and that is cancelled then has no more time than any other', async () => {
    const script = stubborn(['INT', 'TERM']);
    const result = await runUntil(script, (by, stop) => {
      stop.abort();
      by.send('SIGINT');
    });
    expect(result).toMatchObject({ signal: 'SIGKILL' });
  });
});

describe('a helm that does not end when it is cancelled', () => {
  it('is asked by SIGTERM', async () => {
    const script = `trap 'echo got INT' INT; trap 'echo got TERM; exit 3' TERM; echo ready; for i in {1..900}; do sleep 0.02; done`;
    const result = await runUntil(script, (by) => by.send('SIGINT'));
    expect(result).toMatchObject({ exitCode: 3, lines: ['ready', 'got INT', 'got TERM'] });
  });

  it('is killed after that, with all of its group', async () => {
    const script = `bash -c "trap '' INT TERM; for i in {1..900}; do sleep 0.02; done" & ${stubborn(['INT', 'TERM'])}`;
    const result = await runUntil(script, (by) => by.send('SIGINT'));
    expect(result.signal).toBe('SIGKILL');
    expect(result.lines).toEqual(['ready', 'got INT', 'got TERM']);
  });

  it('gets each further signal at once', async () => {
    const script = stubborn(['INT', 'TERM']);
    const { lines } = await runUntil(script, (by) => {
      by.send('SIGINT');
      setTimeout(() => by.send('SIGTERM'), 100);
    });
    expect(lines).toEqual(['ready', 'got INT', 'got TERM', 'got TERM']);
  });

  it('is not waited for by what has left its group and holds its output', async () => {
    const pidFile = join(folder, 'left.pid');
    const script = `setsid bash -c 'echo $$ > ${pidFile}; trap "" INT TERM; exec sleep 30' & until [ -s ${pidFile} ]; do sleep 0.02; done; ${stubborn(['INT', 'TERM'])}`;
    const result = await runUntil(script, (by) => by.send('SIGINT'));
    expect(result.signal).toBe('SIGKILL');
    process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
  });

  it('has its last escalation before the runner kills us', () => {
    const [last] = ESCALATIONS.cancel.at(-1) ?? [];
    expect(ESCALATIONS.cancel.at(-1)).toEqual([4_000, 'SIGKILL']);
    expect(Number(last) + OUTPUT_LEFT_MS).toBeLessThan(7_000);
    expect(ESCALATIONS.stop.at(-1)).toEqual([60_000, 'SIGKILL']);
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
