import type { Release } from '../helm/release.js';

/** The revision that is deployed; undefined where no record was seen. */
export type Deployed = number | 'none' | undefined;

/** The newest of these revisions that is deployed. */
export function findDeployed(revisions: readonly Release[]): Deployed {
  if (revisions.length === 0) return undefined;
  return revisions.findLast(({ status }) => status === 'deployed')?.revision ?? 'none';
}
