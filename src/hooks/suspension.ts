import { type Hook, nameBriefly } from '../helm/hook.js';

/** A hook that could have started after helm's end, and what was done about it. */
export interface Suspension {
  /** Of the run. */
  readonly key: string;
  readonly hook: Hook;
  /** It had not started (`not-started`), or its attempts had failed, and the next was to come (`retrying`). */
  readonly was: 'not-started' | 'retrying';
  /**
   * `suspended`; `not-suspended`, where that was not possible; or `started` at the moment of it, and then ended by it.
   */
  readonly how: 'suspended' | 'not-suspended' | 'started';
  /** What disarms it by hand. */
  readonly command: string;
}

/** What was done about a hook that had not started, as one line. */
export function describeSuspension({ hook, was, how, command }: Suspension): string {
  const name = nameBriefly(hook);
  const isRetrying = was === 'retrying';
  switch (how) {
    case 'suspended':
      return `${name} was suspended, so it does not ${isRetrying ? 'try again' : 'start later'}`;
    case 'started':
      return `${name} started a container while it was being suspended, which stopped that container`;
    case 'not-suspended':
      return isRetrying
        ? `${name} will try again. To prevent that: ${command}`
        : `${name} has not started, but may start later. To prevent that: ${command}`;
    default:
      return how satisfies never;
  }
}
