import { describe, expect, it } from '@jest/globals';
import { ActionError } from '../../../src/errors.js';
import type { ReleaseStatus } from '../../../src/helm/release.js';
import { findRollbackTarget } from '../../../src/helm/rollback-target.js';

const keep = (...statuses: readonly ReleaseStatus[]) =>
  statuses.map((status, index) => ({ revision: index + 1, created: '', status }));

describe('without a wish', () => {
  it.each<readonly [readonly ReleaseStatus[], number]>([
    [['superseded', 'deployed'], 1],
    [['superseded', 'failed', 'deployed'], 1],
    [['superseded', 'deployed', 'failed'], 2],
    [['superseded', 'deployed', 'failed', 'failed'], 2],
    [['superseded', 'superseded', 'failed'], 2],
    [['deployed', 'pending-upgrade'], 1],
  ])('of %j it is revision %i', (statuses, revision) => {
    const query = { release: 'backend', namespace: 'shop', revision: undefined };
    expect(findRollbackTarget(keep(...statuses), query)).toBe(revision);
  });

  it.each<readonly [readonly ReleaseStatus[], string]>([
    [
      [],
      'Namespace "shop" has no revision of release "backend" that can be seen, so there is nothing to roll back to.',
    ],
    [['deployed'], 'No earlier revision of release "backend" was deployed (kept: 1 deployed), so'],
    [['failed', 'deployed'], '(kept: 1 failed, 2 deployed)'],
    [['failed'], '(kept: 1 failed)'],
  ])('of %j there is none', (statuses, message) => {
    const query = { release: 'backend', namespace: 'shop', revision: undefined };
    const find = () => findRollbackTarget(keep(...statuses), query);
    expect(find).toThrow(ActionError);
    expect(find).toThrow(message);
  });
});

describe('with a wish', () => {
  it.each<readonly [readonly ReleaseStatus[], number]>([
    [['superseded', 'failed', 'deployed'], 2],
    [['superseded', 'deployed'], 2],
    // Nothing could be seen: helm decides.
    [[], 7],
  ])('of %j it is revision %i', (statuses, revision) => {
    expect(
      findRollbackTarget(keep(...statuses), { release: 'backend', namespace: 'shop', revision }),
    ).toBe(revision);
  });

  it('names the revisions that are kept where it is gone', () => {
    const find = () =>
      findRollbackTarget(keep('superseded', 'deployed'), {
        release: 'backend',
        namespace: 'shop',
        revision: 9,
      });
    expect(find).toThrow(
      'Input "revision": expected a revision of release "backend" that Helm keeps (1 superseded, 2 deployed), got 9.',
    );
  });
});
