import type { KubeEvent } from './events.js';
import { uidOf } from './identity.js';

/** How many events are kept: the newest ones. One that comes again is the same event. */
const KEPT_EVENTS = 100;

/** What Kubernetes told of a hook's objects, newest last. */
export class EventLog {
  private readonly events = new Map<string, KubeEvent>();

  keep(events: readonly KubeEvent[]): void {
    for (const event of events) {
      const uid = uidOf(event);
      this.events.delete(uid);
      this.events.set(uid, event);
    }
    for (const uid of [...this.events.keys()].slice(0, -KEPT_EVENTS)) this.events.delete(uid);
  }

  list(): readonly KubeEvent[] {
    return [...this.events.values()];
  }
}
