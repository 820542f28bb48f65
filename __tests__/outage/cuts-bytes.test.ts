import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { container, deployObjects, jobHook, podSpec } from '../e2e/support/hooks.js';
import { makeNamespace, removeNamespace } from '../e2e/support/lab.js';
import type { StepResult } from '../e2e/support/step.js';

const namespace = 'cuts-bytes';
const LONG = 10 * 1024 * 1024;
const SCRIPT = String.raw`
printf 'ends with CR and LF\r\n'
printf 'a \0 byte\n'
printf 'no \xff UTF-8 \xfe\n'
printf 'split: \xc5'; sleep 0.5; printf '\xbc\n'
printf '\033[31mred\033[0m and \033[2J\033]0;title\007harmless\n'
printf '::error::no command, ##[error]nor this\n'
printf 'long '; head -c ${LONG} /dev/zero | tr '\0' x; printf '\n'
printf '\n'
printf 'no newline'`;

let result: StepResult;
beforeAll(async () => {
  await makeNamespace(namespace);
  const job = jobHook({ name: 'bytes' }, podSpec([container(SCRIPT)]));
  result = await deployObjects(4, [job], { inputs: { namespace, release: 'bytes' } });
});
afterAll(() => removeNamespace(namespace));

it('any bytes are shown harmless, a long line cut with its length', () => {
  const shown = result.lines.flatMap(
    ({ text }) => /^bytes-\w+\/main \| (.*)$/.exec(text)?.[1] ?? [],
  );
  expect(result.outputs['outcome']).toBe('deployed');
  expect(shown.filter((text) => !text.startsWith('long '))).toEqual([
    'ends with CR and LF',
    'a \ufffd byte',
    'no \ufffd UTF-8 \ufffd',
    'split: ż',
    '\u001b[31mred\u001b[0m and harmless\u001b[0m',
    ':\u200b:error::no command, #\u200b#[error]nor this',
    '',
    'no newline',
  ]);
  const long = shown.find((text) => text.startsWith('long ')) ?? '';
  expect(long).toMatch(/^long x+… \(truncated: the line has 10485765 bytes\)$/);
  expect(long.length).toBeLessThan(20_000);
});

it('any bytes are in the log file as they were', () => {
  const bytes = readFileSync(result.outputs['log-file'] ?? '').toString('latin1');
  const [header, ...written] = bytes.split('\n');
  const lines = written.map((line) => line.replace(/^\S+ bytes-\w+\/main /, ''));
  expect(header).toMatch(/^# Log of Helm hooks, /);
  expect(lines.map((line) => (line.startsWith('long ') ? line.length : line))).toEqual([
    'ends with CR and LF',
    'a \0 byte',
    'no \xff UTF-8 \xfe',
    'split: \xc5\xbc',
    '\x1b[31mred\x1b[0m and \x1b[2J\x1b]0;title\x07harmless',
    '::error::no command, ##[error]nor this',
    LONG + 'long '.length,
    '',
    'no newline',
    '',
  ]);
  expect(lines.find((line) => line.startsWith('long '))).toBe(`long ${'x'.repeat(LONG)}`);
});
