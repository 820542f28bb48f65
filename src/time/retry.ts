import { ActionError, isPassing } from '../errors.js';
import { type Pause, pause } from './pulse.js';

/** How hard to try. */
export interface Persistence {
  readonly tries: number;
  /** No further try after this. */
  readonly signal: AbortSignal;
  /** Waits between two tries. */
  readonly pause?: Pause;
  /** A try that takes longer is made again: its connection is half-open. Default is 3 s. */
  readonly tryMs?: number;
  /** Is told of trouble after which another try follows. */
  readonly onTrouble?: (error: ActionError) => void;
}

const PAUSE_FIRST_MS = 100;
const PAUSE_MAX_MS = 1_000;
const TRY_MS = 3_000;

/**
 * What `attempt` resolves to. Trouble that passes is tried again; throws what the last try threw, or the one before it
 * where the last was cut off by `signal`.
 */
export async function persist<T>(
  attempt: (until: AbortSignal) => Promise<T>,
  { tries, signal, pause: rest = pause, tryMs = TRY_MS, onTrouble }: Persistence,
): Promise<T> {
  let trouble: ActionError | undefined;
  for (let left = tries - 1, ms = PAUSE_FIRST_MS; ; left -= 1) {
    try {
      return await attempt(AbortSignal.any([signal, AbortSignal.timeout(tryMs)]));
    } catch (error) {
      const isWorthIt = error instanceof ActionError && isPassing(error) && left > 0;
      if (signal.aborted) throw trouble ?? error;
      if (!isWorthIt) throw error;
      trouble = error;
      onTrouble?.(error);
    }
    await rest(ms, signal);
    ms = Math.min(ms * 2, PAUSE_MAX_MS);
  }
}
