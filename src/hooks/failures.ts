import type { HookResult } from './observation.js';

type Tried = Pick<HookResult, 'attempts' | 'attemptsMax' | 'failures'>;

/** How many attempts failed, and with which exit codes: `3 of 7 attempts failed, each with exit code 1`; empty where none did. */
export function describeFailures({ attemptsMax, failures }: Tried): string {
  const { failed, exitCodes } = failures;
  if (failed === 0) return '';
  const most = attemptsMax === undefined ? '' : ` of ${String(attemptsMax)}`;
  const isOne = failed === 1 && attemptsMax === undefined;
  return `${String(failed)}${most} ${isOne ? 'attempt' : 'attempts'} failed${describeCodes(failed, exitCodes)}`;
}

function describeCodes(failed: number, exitCodes: readonly number[]): string {
  const [first] = exitCodes;
  if (first === undefined) return '';
  if (exitCodes.length > 1) return `, with exit codes ${exitCodes.join(', ')}`;
  return `,${failed > 1 ? ' each' : ''} with exit code ${String(first)}`;
}

/** The attempt that has just failed, as one line. */
export function describeFailedAttempt({
  hook,
  attemptsMax,
  failures,
  deciding,
}: Tried & Pick<HookResult, 'hook' | 'deciding'>): string {
  const most = attemptsMax === undefined ? '' : ` of ${String(attemptsMax)}`;
  const how = deciding === undefined ? '' : ` with exit code ${String(deciding.exitCode)}`;
  return `${hook.kind} ${hook.name}: attempt ${String(failures.failed)}${most} failed${how}; Kubernetes will try again`;
}
