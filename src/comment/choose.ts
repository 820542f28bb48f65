import { isSameSubject, type Marker, readMarker } from './marker.js';

/** A comment on a pull request. */
export interface FoundComment {
  readonly id: number;
  readonly body: string;
  /** The author's name as GitHub's REST API has it: `github-actions[bot]`. */
  readonly login: string;
  readonly isBot: boolean;
}

/** What is to be done with the comments of a pull request. */
export type Action =
  | { readonly kind: 'create' | 'nothing' }
  | { readonly kind: 'update'; readonly id: number }
  | { readonly kind: 'delete'; readonly ids: readonly number[] };

/** What the choice is made from, beside the comments. */
export interface Wish {
  readonly marker: Marker;
  /** Whether the deploy is worth a comment; if not, there must be none. */
  readonly isWanted: boolean;
  /** Whether the environment's name is given: then no other deploy of this run is of the same. */
  readonly isNamed: boolean;
}

/**
 * Chooses among the comments of the user `viewer`, who is the token's own: a marker is text, which anybody can copy.
 * What this run has already written is another deploy's, unless the environment's name is given: of the jobs of a
 * matrix, which share their id, none writes over the other's failure.
 */
export function chooseAction(
  comments: readonly FoundComment[],
  viewer: string,
  { marker, isWanted, isNamed }: Wish,
): Action {
  const ids = comments
    .filter((comment) => isOf(comment, viewer))
    .filter(({ body }) => {
      const found = readMarker(body);
      if (found === undefined || !isSameSubject(found, marker)) return false;
      return isNamed || found.run !== marker.run;
    })
    .map(({ id }) => id);
  const [first] = ids;
  if (isWanted) return first === undefined ? { kind: 'create' } : { kind: 'update', id: first };
  return first === undefined ? { kind: 'nothing' } : { kind: 'delete', ids };
}

/** GraphQL names an app without what REST puts behind it; no person's name has brackets. */
function isOf({ login, isBot }: FoundComment, viewer: string): boolean {
  return login === viewer || (isBot && login === `${viewer}[bot]`);
}
