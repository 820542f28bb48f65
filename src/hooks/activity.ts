import { hasRun } from './alive.js';
import { listDeciding } from './pod.js';
import type { Pod } from './targets.js';

/** When the programs of a hook ran, from the first start to the last end; RFC 3339. */
export interface Activity {
  readonly since: string;
  /** Empty while one runs. */
  readonly until: string;
}

/** When the containers of these Pods ran, or undefined where none was ever started. Sidecars do not count. */
export function findActivity(pods: readonly Pod[]): Activity | undefined {
  const statuses = pods.flatMap(listDeciding);
  const ends = statuses.flatMap((status) =>
    [status.lastState?.terminated, status.state?.terminated].filter((end) => hasRun(status, end)),
  );
  const running = statuses.map(({ state }) => state?.running).filter((it) => it !== undefined);
  const [since] = [...running, ...ends].map((it) => it?.startedAt ?? '').sort();
  if (since === undefined) return undefined;
  const until = ends.map((end) => end?.finishedAt ?? '').sort();
  return { since, until: running.length > 0 ? '' : (until.at(-1) ?? '') };
}
