import { ActionError } from '../errors.js';
import type { ReleaseStatus } from './release.js';
import type { RevisionTime } from './revision-time.js';

/** A revision whose record Helm keeps. */
export interface KeptRevision extends RevisionTime {
  readonly status: ReleaseStatus;
}

/** What is asked for. */
export interface RollbackQuery {
  readonly release: string;
  readonly namespace: string;
  /** Undefined means the revision that was deployed before. */
  readonly revision: number | undefined;
}

/**
 * The revision to roll back to. Without `revision` in the query, it is the revision that was deployed before: after a
 * failed deploy, the revision that is still deployed; after a good deploy, the newest `superseded` revision. `kept`:
 * all revisions that could be read, oldest first. If there are none, a given `revision` is returned unchecked. Throws
 * ActionError `bad-input` if there is no such revision.
 */
export function findRollbackTarget(
  kept: readonly KeptRevision[],
  { release, namespace, revision }: RollbackQuery,
): number {
  if (revision !== undefined) {
    if (kept.length === 0 || kept.some((it) => it.revision === revision)) return revision;
    throw noRevision(
      `Input "revision": expected a revision of release "${release}" that Helm keeps (${list(kept)}), got ${String(revision)}.`,
      'Choose one of these revisions. "history-max" sets how many revisions Helm keeps.',
    );
  }
  const newest = kept.at(-1);
  const before = newest?.status === 'deployed' ? kept.slice(0, -1) : kept;
  const target =
    before.findLast(({ status }) => status === 'deployed') ??
    before.findLast(({ status }) => status === 'superseded');
  if (target !== undefined) return target.revision;
  if (kept.length === 0)
    throw noRevision(
      `Namespace "${namespace}" has no revision of release "${release}" that can be seen, so there is nothing to roll back to.`,
      'Check "release", "namespace" and "kube-context", and whether the user may read the release\'s records. If it may not, set "revision".',
    );
  throw noRevision(
    `No earlier revision of release "${release}" was deployed (kept: ${list(kept)}), so there is nothing to roll back to.`,
    'To go to a revision that failed, set "revision".',
  );
}

function noRevision(message: string, hint: string): ActionError {
  return new ActionError('bad-input', message, hint);
}

function list(kept: readonly KeptRevision[]): string {
  return kept.map(({ revision, status }) => `${String(revision)} ${status}`).join(', ');
}
