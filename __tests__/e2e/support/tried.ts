import { expect } from '@jest/globals';
import { deployObjects } from './hooks.js';
import { type HelmMajor, readHistory } from './lab.js';
import { readAdvice } from './leftovers.js';
import type { StepResult } from './step.js';
import { provoke } from './verdicts.js';
import type { Tried } from './verdicts/tried.js';

interface ToldHook {
  readonly verdict: string;
  readonly attempts: number;
  readonly exitCode: number | null;
}

/** Deploys a hook, does to it what its cause does, and expects all that must be told of it. */
export async function expectTold(
  cause: Tried,
  helm: HelmMajor,
  place: { readonly namespace: string; readonly registry: string },
): Promise<void> {
  const { namespace } = place;
  const expected = cause.expected(helm);
  const whole = { ...cause, end: 'helm' as const, expected: () => expected };
  const { result, history } = await provoke(whole, place, async () => ({
    result: await deployObjects(helm, cause.objects(place), {
      inputs: { namespace, timeout: '90s', ...cause.inputs },
    }),
    history: await readHistory(namespace, 'any'),
  }));
  expect(result.outputs['reason']).toMatch(expected.reason);
  expect(readAdvice(result)).toMatch(expected.advice);
  expect(result.outputs['outcome']).toBe(expected.outcome);
  expect(result.outputs['exit-code']).toBe(expected.exitCode);
  expect(history).toEqual([expected.outcome === 'deployed' ? 'deployed' : 'failed']);
  expectHook(result, expected);
  expectLines(result, expected);
  expect(findLastLine(result)).toEqual(
    expected.lastLine === undefined ? undefined : expect.stringMatching(expected.lastLine),
  );
}

function expectHook(
  { outputs }: StepResult,
  { hook, exitCode }: Pick<ReturnType<Tried['expected']>, 'hook' | 'exitCode'>,
): void {
  const [told] = JSON.parse(outputs['hooks'] ?? '[]') as readonly ToldHook[];
  expect(told).toMatchObject({
    verdict: hook.verdict,
    exitCode: exitCode === '' ? null : Number(exitCode),
  });
  const [least, most] =
    typeof hook.attempts === 'number' ? [hook.attempts, hook.attempts] : hook.attempts;
  expect(told?.attempts).toBeGreaterThanOrEqual(least);
  expect(told?.attempts).toBeLessThanOrEqual(most);
}

function expectLines(
  { lines, log }: StepResult,
  { told, untold }: Pick<ReturnType<Tried['expected']>, 'told' | 'untold'>,
): void {
  let from = 0;
  for (const line of told) {
    const at = lines.findIndex(({ text }, index) => index >= from && line.test(text));
    if (at === -1) throw new Error(`No line ${String(line)} in what is left of the log:\n${log}`);
    from = at + 1;
  }
  if (untold !== undefined) expect(log).not.toMatch(untold);
}

/** The last line of the summary's section with the log. */
function findLastLine({ summary }: StepResult): string | undefined {
  const [, section] =
    /^### Last \d+ lines? of .*\n+`{3,}text\n([\s\S]*?)\n`{3,}/m.exec(summary) ?? [];
  return section?.split('\n').at(-1);
}
