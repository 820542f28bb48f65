import type { Pulse } from './pulse.js';

/** What is to settle: a hook, and how far it is. */
export interface Settling {
  readonly isSettled: boolean;
  /** It has ended, or we cannot see whether it has, and there is something left to read. */
  readonly isBehind: boolean;
  readonly lineCount: number;
  readonly changes: Pulse;
}

/** What has ended is read on while lines come, and for so many times `ms` while none come, */
const SILENT_ROUNDS = 5;
/** and for so long in all. */
const READ_MAX_MS = 300_000;

/**
 * Waits until every hook that started has ended and every log is read. What still runs gets `ms`; what
 * has ended is read to its end: its silence is bounded, not its length, but for a bound that no log
 * meets. After a cancel there are `ms` in all.
 */
export async function settle(
  hooks: readonly Settling[],
  ms: number,
  cancelled: AbortSignal | undefined,
): Promise<void> {
  const total = AbortSignal.timeout(READ_MAX_MS);
  let lines = 0;
  for (let silent = 0; silent < SILENT_ROUNDS && !total.aborted; silent += 1) {
    if (await settleBy(hooks, ms, total)) return;
    if (cancelled?.aborted || !hooks.some((hook) => hook.isBehind)) return;
    const now = hooks.reduce((sum, hook) => sum + hook.lineCount, 0);
    if (now > lines) silent = 0;
    lines = now;
  }
}

async function settleBy(
  hooks: readonly Settling[],
  ms: number,
  total: AbortSignal,
): Promise<boolean> {
  const deadline = AbortSignal.any([total, AbortSignal.timeout(ms)]);
  for (;;) {
    const unsettled = hooks.find((hook) => !hook.isSettled);
    if (unsettled === undefined || deadline.aborted) return unsettled === undefined;
    await unsettled.changes.wait(ms, deadline);
  }
}
