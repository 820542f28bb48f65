import { type ActionError, asActionError } from '../errors.js';
import type { WatchEvent } from '../objects/watch-event.js';
import { findNewestPod } from '../hooks/deciding.js';
import { AccessErrors } from './access-errors.js';
import type { KubeEvent } from '../hooks/events.js';
import { type Job, judgeJob } from '../hooks/job.js';
import type { HookLedger, SeenObjects } from '../hooks/ledger.js';
import { judgePod } from '../hooks/pod.js';
import type { Pulse } from '../time/pulse.js';
import type { Pod } from '../hooks/targets.js';

/** What watching the events of one hook needs from outside. */
export interface HookEventsDeps {
  /** Watches the events of one object, by its UID. */
  readonly watchEvents: (
    namespace: string,
    uid: string,
    signal: AbortSignal,
  ) => AsyncIterable<WatchEvent<KubeEvent>>;
  readonly ledger: HookLedger;
  /** Fires at every change of the ledger. */
  readonly changes: Pulse;
  /** How long something has to wait before its events are asked for. Default is 2 s. */
  readonly afterMs: number | undefined;
}

/** A healthy hook runs sooner, and costs no request more. */
const AFTER_MS = 2_000;
/** A timer cannot be set for ever. */
const FOR_LONG_MS = 86_400_000;

/** Watches the events of what waits, Job or Pod, for as long as it waits. They only explain: nobody waits for them. */
export class HookEvents {
  private readonly deps: HookEventsDeps;
  private readonly blind = new AccessErrors();

  constructor(deps: HookEventsDeps) {
    this.deps = deps;
  }

  /** What keeps us from seeing them for good. */
  get troubles(): readonly ActionError[] {
    return this.blind.listFinal(['events']);
  }

  /** Watches until `signal` aborts. Never throws. */
  async watch(signal: AbortSignal): Promise<void> {
    const { ledger, changes, afterMs = AFTER_MS } = this.deps;
    const see = () => findWaiting(ledger.objects)?.metadata?.uid ?? '';
    while (!signal.aborted) {
      const waiting = findWaiting(ledger.objects);
      await changes.waitFor(see, waiting === undefined ? FOR_LONG_MS : afterMs, signal);
      if (waiting === undefined || see() !== waiting.metadata?.uid) continue;
      const over = new AbortController();
      const taken = this.take(waiting, AbortSignal.any([signal, over.signal]));
      await changes.waitFor(see, FOR_LONG_MS, signal);
      over.abort();
      await taken;
    }
  }

  private async take({ metadata }: Job | Pod, signal: AbortSignal): Promise<void> {
    const { namespace = '', uid = '' } = metadata ?? {};
    try {
      for await (const event of this.deps.watchEvents(namespace, uid, signal))
        this.takeEvent(event);
    } catch (error) {
      this.blind.note('events', asActionError(error));
    }
  }

  private takeEvent(event: WatchEvent<KubeEvent>): void {
    const { ledger, changes } = this.deps;
    if (event.kind === 'trouble') this.blind.note('events', event.error);
    else this.blind.clear('events');
    if (event.kind === 'listed') ledger.keepEvents(event.items);
    if (event.kind === 'changed') ledger.keepEvents([event.object]);
    changes.fire();
  }
}

/** The newest Pod while it waits, and the Job while it has none; nothing of a Job that has ended or is gone. */
function findWaiting({ job, jobGone, pods }: SeenObjects): Job | Pod | undefined {
  const verdict = job && judgeJob(job).kind;
  if (verdict === 'succeeded' || verdict === 'failed' || jobGone !== undefined) return undefined;
  const newest = findNewestPod(pods);
  if (newest !== undefined) return judgePod(newest).kind === 'waiting' ? newest : undefined;
  return verdict === 'waiting' && job?.spec?.suspend !== true ? job : undefined;
}
