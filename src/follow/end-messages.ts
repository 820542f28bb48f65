import { changeEndMessages } from '../hooks/end-messages.js';
import type { Pod } from '../hooks/targets.js';
import type { WatchEvent } from '../objects/watch-event.js';

/** The same events without what containers say at their ends: it may be the end of a log that is not to be shown. */
export async function* withoutEndMessages(
  events: AsyncIterable<WatchEvent<Pod>>,
): AsyncGenerator<WatchEvent<Pod>> {
  const hide = (pod: Pod) => changeEndMessages(pod, () => '');
  for await (const event of events) {
    if (event.kind === 'listed') yield { ...event, items: event.items.map(hide) };
    else if (event.kind === 'changed') yield { ...event, object: hide(event.object) };
    else yield event;
  }
}
