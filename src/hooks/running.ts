import { listDeciding } from './pod.js';
import type { Pod } from './targets.js';

/** The container of a hook that runs now. */
export interface RunningContainer {
  readonly container: string;
  readonly isInit: boolean;
  /** RFC 3339. */
  readonly since: string;
  /** The main containers of its Pod, none of which has started while an init container runs. */
  readonly main: readonly string[];
}

/** The first container of a Pod that runs, or undefined. Sidecars run beside all others, and do not count. */
export function findRunning(pod: Pod | undefined): RunningContainer | undefined {
  const running =
    pod && listDeciding(pod).find(({ state }) => state?.running?.startedAt !== undefined);
  if (pod === undefined || running === undefined) return undefined;
  const { initContainers = [], containers = [] } = pod.spec ?? {};
  return {
    container: running.name,
    isInit: initContainers.some(({ name }) => name === running.name),
    since: running.state?.running?.startedAt ?? '',
    main: containers.map(({ name }) => name),
  };
}
