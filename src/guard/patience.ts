import type { Persistence } from '../follow/persist.js';
import type { Pause } from '../follow/pulse.js';

/** Whether we have waited already, and who is told of trouble. */
export interface PatienceFacts {
  readonly hasWaited: boolean;
  readonly say: (text: string) => void;
}

/** Before anything was seen, the cluster gets some 5 s to answer: helm would fail by then. Who has waited for minutes is patient. */
const TRIES = { first: 8, waiting: 60 };
/** The records of a release may be ten megabytes, and the way to the cluster long. */
const TRY_MS = 15_000;

/** How hard the guard tries to look. */
export function makePatience(
  { cancelled: signal, pause }: { readonly cancelled: AbortSignal; readonly pause: Pause },
  { hasWaited, say }: PatienceFacts,
): Persistence {
  const onTrouble: Persistence['onTrouble'] = ({ message }) => {
    say(`Trying again: ${message}`);
  };
  const tries = hasWaited ? TRIES.waiting : TRIES.first;
  return { tries, signal, pause, tryMs: TRY_MS, onTrouble };
}
