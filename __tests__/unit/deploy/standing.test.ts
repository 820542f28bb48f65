import { expect, it } from '@jest/globals';
import { choose } from '../../../src/deploy/standing.js';
import type { ReleaseStatus } from '../../../src/helm/release.js';
import { makeRelease } from '../../fakes/facts.js';

const read = (revision: number) =>
  Promise.resolve({ release: makeRelease({ revision }), created: '' });

it.each<readonly [string, readonly ReleaseStatus[], number | undefined, number | 'none']>([
  ['no revision', [], undefined, 'none'],
  ['the deployed one', ['superseded', 'deployed'], 2, 2],
  ['the deployed one below a failed one', ['deployed', 'failed'], 1, 1],
  ['the deployed one below a pending one', ['deployed', 'pending-upgrade'], 1, 1],
  ['a first install that failed', ['failed'], 1, 'none'],
  ['a first install that is pending', ['pending-install'], undefined, 'none'],
  ['a release that was uninstalled', ['superseded', 'uninstalled'], undefined, 'none'],
])('%s', async (_title, statuses, replaced, deployed) => {
  const labels = statuses.map((status, index) => ({ revision: index + 1, status }));
  const standing = await choose(labels, read);
  expect(standing.record?.release.revision).toBe(replaced);
  expect(standing.deployed).toBe(deployed);
  expect(standing.newest).toEqual(labels.at(-1));
});
