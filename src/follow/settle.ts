import type { Pulse } from '../time/pulse.js';

/** What is to settle: a hook, and how far it is. */
export interface Settling {
  readonly isSettled: boolean;
  /** It has ended, or we cannot see whether it has, and there is something left to read. */
  readonly isBehind: boolean;
  readonly lineCount: number;
  readonly changes: Pulse;
}

/** What has ended is waited for while lines come, and for so many times `ms` while none come, */
const SILENT_ROUNDS = 5;
/** and for so long in all. */
const READ_MAX_MS = 300_000;

/** After a cancel there is hardly time to wait. */
const CANCELLED_MS = 600;

/** How long to wait, and what to do meanwhile. */
export interface Patience {
  readonly ms: number;
  readonly cancelled: AbortSignal | undefined;
  /** True where helm reports that all is over: the end of what still runs is then only late in reaching us. */
  readonly isOver?: boolean;
  /** Lists all once more: the watch that should have told the end may be half-open. */
  readonly lookAgain: () => void;
}

/**
 * Waits until every hook that started has ended and every log is read. What still runs gets `ms`, and a
 * third of it before; what has ended, by its objects or by helm's word, is read to its end: its silence is bounded, not
 * its length, but for a bound that no log meets. After a cancel nothing is read on.
 */
export async function settle(
  hooks: readonly Settling[],
  { ms: given, cancelled, isOver = false, lookAgain }: Patience,
): Promise<void> {
  const ms = hurry(given, cancelled);
  const total = AbortSignal.timeout(READ_MAX_MS);
  if (await settleBy(hooks, Math.ceil(ms / 3), total)) return;
  lookAgain();
  let lines = 0;
  for (let silent = 0; silent < SILENT_ROUNDS && !total.aborted; silent += 1) {
    if (await settleBy(hooks, ms, total)) return;
    if (cancelled?.aborted || !(isOver || hooks.some((hook) => hook.isBehind))) return;
    const now = hooks.reduce((sum, hook) => sum + hook.lineCount, 0);
    if (now > lines) silent = 0;
    lines = now;
  }
}

function hurry(ms: number, cancelled: AbortSignal | undefined): number {
  return cancelled?.aborted ? Math.min(ms, CANCELLED_MS) : ms;
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
