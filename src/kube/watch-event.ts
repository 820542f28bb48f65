import { errorFromStatus } from './errors.js';
import type { WatchEvent } from './watch.js';
import type { WatchLine } from './watch-stream.js';

/** What one line of a watch tells; undefined where it tells of no object. Throws ActionError where the server ends the watch by it. */
export function readEvent<T>(
  type: WatchLine['type'],
  object: WatchLine['object'],
  server: string,
): WatchEvent<T> | undefined {
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
      return { kind: 'changed', object: object as T };
    case 'DELETED':
      return { kind: 'deleted', object: object as T };
    case 'BOOKMARK':
      return undefined;
    case 'ERROR':
      throw errorFromStatus(object.code ?? 500, JSON.stringify(object), server);
    default:
      return undefined;
  }
}
