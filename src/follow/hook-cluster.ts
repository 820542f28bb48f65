import type { Hook } from '../helm/hook.js';
import type { WatchEvent } from '../objects/watch-event.js';
import type { HookEventsDeps } from './hook-events.js';
import type { HookKinds } from '../hooks/ledger.js';
import type { TailDeps } from '../logs/tail.js';

/** Which objects a hook makes: of one name, or of names that begin with it. */
export type HookName = Pick<Hook, 'namespace' | 'name' | 'isNameGenerated'>;

type Watch<Kind extends keyof HookKinds> = (
  hook: HookName,
  signal: AbortSignal,
) => AsyncIterable<WatchEvent<HookKinds[Kind]>>;

/** The objects of one hook, as the cluster tells of them. Watches never throw, they tell `trouble`. */
export interface HookCluster {
  readonly watchJob: Watch<'jobs'>;
  readonly watchPodsOfJob: Watch<'pods'>;
  readonly watchPod: Watch<'pods'>;
  readonly watchEvents: HookEventsDeps['watchEvents'];
  /** How long a hook has to wait before its events are asked for, where it is not as usual. */
  readonly eventsAfterMs?: number;
  readonly readLog: TailDeps['readLog'];
}
