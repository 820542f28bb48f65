/** A revision, and when its record was made by the API server's clock; RFC 3339, empty where unknown. */
export interface RevisionTime {
  readonly revision: number;
  readonly created: string;
}

/**
 * The revision that was the newest one when an object was made, and so the one that made it: Helm writes a revision's
 * record before it makes any hook. `created` is the object's creationTimestamp. Undefined where no record is old
 * enough, or a time is unknown.
 */
export function findRevisionAt(
  revisions: readonly RevisionTime[],
  created: string,
): number | undefined {
  const at = Date.parse(created);
  const before = revisions.filter((it) => Date.parse(it.created) <= at);
  return before.toSorted((a, b) => a.revision - b.revision).at(-1)?.revision;
}
