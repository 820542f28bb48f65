import { expect } from '@jest/globals';
import type { StepResult } from './step.js';

declare module 'expect' {
  interface Matchers<R> {
    /** Tells the end of the step's log where the exit code is another: a bare "expected 0" cannot be looked into. */
    toExitWith(exitCode: number | null): R;
  }
}

const LINES = 60;

expect.extend({
  toExitWith(result: unknown, exitCode: unknown) {
    const step = result as Pick<StepResult, 'exitCode' | 'log'>;
    const pass = step.exitCode === exitCode;
    const end = step.log.split('\n').slice(-LINES).join('\n');
    return {
      pass,
      message: () =>
        `the step's exit code is ${String(step.exitCode)}, expected ${pass ? 'another' : String(exitCode)}; the end of its log:\n${end}`,
    };
  },
});
