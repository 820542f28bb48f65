import type { ActionError } from '../errors.js';

/** What a watch tells. After `listed`, an object that is not in it is gone. */
export type WatchEvent<T> =
  | { readonly kind: 'listed'; readonly items: readonly T[] }
  | { readonly kind: 'changed'; readonly object: T }
  | { readonly kind: 'deleted'; readonly object: T }
  | { readonly kind: 'trouble'; readonly error: ActionError };

/** The same events, each object as `change` has it; what is deleted stays as it was. */
export async function* changeObjects<T>(
  events: AsyncIterable<WatchEvent<T>>,
  change: (object: T) => T | Promise<T>,
): AsyncGenerator<WatchEvent<T>> {
  for await (const event of events) {
    if (event.kind === 'listed') {
      const items: T[] = [];
      for (const item of event.items) items.push(await change(item));
      yield { ...event, items };
    } else if (event.kind === 'changed') yield { ...event, object: await change(event.object) };
    else yield event;
  }
}
