import { ActionError, isPassing } from '../errors.js';
import { type Pause, pause } from './pulse.js';

/** How hard to try. */
export interface Persistence {
  readonly tries: number;
  /** No further try after this. */
  readonly signal: AbortSignal;
  /** Waits between two tries. */
  readonly pause?: Pause;
}

const PAUSE_FIRST_MS = 100;
const PAUSE_MAX_MS = 1_000;
/** A try that takes longer is made anew: its connection is half-open. */
const TRY_MS = 3_000;

/** What `attempt` resolves to. Trouble that passes is tried again; throws what the last try threw. */
export async function persist<T>(
  attempt: (until: AbortSignal) => Promise<T>,
  { tries, signal, pause: rest = pause }: Persistence,
): Promise<T> {
  for (let left = tries - 1, ms = PAUSE_FIRST_MS; ; left -= 1) {
    try {
      return await attempt(AbortSignal.any([signal, AbortSignal.timeout(TRY_MS)]));
    } catch (error) {
      const isWorthIt = error instanceof ActionError && isPassing(error) && left > 0;
      if (!isWorthIt || signal.aborted) throw error;
    }
    await rest(ms, signal);
    ms = Math.min(ms * 2, PAUSE_MAX_MS);
  }
}
