import { isPending } from '../helm/release.js';
import type { DeploySeen } from '../rollout/seen.js';

/** Who can mark a revision as failed; false where that could not be done. Never throws. */
export interface Repairer {
  markFailed(revision: number): Promise<boolean>;
}

/** What helm left pending is marked as failed: helm is gone. Never throws. */
export async function repair(deps: Repairer, seen: DeploySeen): Promise<DeploySeen> {
  const { release } = seen;
  if (release === undefined || !isPending(release)) return seen;
  const isDone = await deps.markFailed(release.revision);
  return isDone ? { ...seen, release: { ...release, status: 'failed' } } : seen;
}
