import type { ActionError } from '../errors.js';

/** What a watch tells. After `listed`, an object that is not in it is gone. */
export type WatchEvent<T> =
  | { readonly kind: 'listed'; readonly items: readonly T[] }
  | { readonly kind: 'changed'; readonly object: T }
  | { readonly kind: 'deleted'; readonly object: T }
  | { readonly kind: 'trouble'; readonly error: ActionError };
