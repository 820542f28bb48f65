import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  deployCut,
  describeCut,
  everyLine,
  later,
  readNumbers,
  writeLines,
} from './support/chatty.js';
import { makeNamespace, removeNamespace } from './support/lab.js';

const namespace = 'cuts-gaps';
const LINES = 2_000;
const script = `sleep 2; ${writeLines(LINES, 50)}`;

beforeAll(() => makeNamespace(namespace));
afterAll(() => removeNamespace(namespace));

it('a log whose Pod is deleted while we are cut off ends by saying so', async () => {
  const deploy = await deployCut({
    namespace,
    release: 'deleted',
    script,
    deletePolicy: 'hook-succeeded',
    plan: (proxy) =>
      later(6_000, () => {
        proxy.arm('log', '503', { times: 1_000 });
        proxy.strike('reset', ['log']);
      }),
  });
  const lines = deploy.result.lines.map(({ text }) => text.replace(/^\S+ \| /, ''));
  const numbers = readNumbers(deploy.result.log);
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => index + 1));
  expect(numbers.length).toBeLessThan(LINES);
  expect(lines).toContain(
    '… log may be incomplete here: its Pod was deleted before the whole log was read',
  );
  expect(deploy.result.outputs['outcome']).toBe('deployed');
});

it('a log whose Pod is deleted at once when it has ended is whole', async () => {
  const deploy = await deployCut({
    namespace,
    release: 'deleted-later',
    script,
    deletePolicy: 'hook-succeeded',
    plan: () => undefined,
  });
  expect(describeCut(deploy, LINES)).toEqual(everyLine(deploy));
});

it('a log of which much is still to come when helm has ended is read to its end', async () => {
  const lines = 50_000;
  const deploy = await deployCut({
    namespace,
    release: 'late',
    script: writeLines(lines, lines),
    // Some 100 KiB a second: the hook, and helm, have long ended.
    plan: (proxy) => {
      proxy.arm('log', 'slow', { afterBytes: lines * 40 });
      return undefined;
    },
  });
  expect(describeCut(deploy, lines)).toEqual(everyLine(deploy));
});
