import type { Signals } from '../helm/run.js';

/** The runner's signals to us, which it sends to our process alone. */
export interface Cancellation extends Signals {
  /** Aborts when nothing more may be begun: what is to be told must be told before the runner kills us. */
  readonly deadline: AbortSignal;
}

/**
 * The runner sends SIGTERM 7.5 s after SIGINT and kills all 2.5 s later
 * (https://github.com/actions/runner/blob/v2.330.0/src/Runner.Sdk/ProcessInvoker.cs); what is left of 7 s is for
 * summary, outputs and files.
 */
const DEADLINE_MS = 4_500;

/**
 * The signals by which the runner cancels a step, listened to for good from when this file is loaded. Load it first: a
 * signal that comes before ends the process, without a word.
 */
export const cancellation: Cancellation = listenForCancel();

function listenForCancel(): Cancellation {
  const controller = new AbortController();
  const late = new AbortController();
  const listeners = new Set<(signal: NodeJS.Signals) => void>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (!controller.signal.aborted) setTimeout(() => late.abort(), DEADLINE_MS).unref();
      controller.abort();
      for (const listener of listeners) listener(signal);
    });
  }
  return {
    signal: controller.signal,
    deadline: late.signal,
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
