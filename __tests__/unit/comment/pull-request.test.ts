import { describe, expect, it } from '@jest/globals';
import {
  choosePull,
  findOrigin,
  type Origin,
  type Pull,
} from '../../../src/comment/pull-request.js';

const SHA = '0123456789abcdef0123456789abcdef01234567';
const branch = (repository: string) => ({ repo: { full_name: repository } });
const pullRequest = (from: object) => ({
  pull_request: { number: 12, head: from, base: branch('shop/backend') },
});
const own = pullRequest(branch('shop/backend'));
const fork = pullRequest(branch('mallory/backend'));
const pull12 = (isReadOnly: boolean): Origin => ({ kind: 'pull-request', number: 12, isReadOnly });

it.each<readonly [string, string, unknown, Origin]>([
  ['a pull request', 'pull_request', own, pull12(false)],
  ['one from a fork', 'pull_request', fork, pull12(true)],
  ['one from a fork that is gone', 'pull_request', pullRequest({ repo: null }), pull12(true)],
  ["one from a fork, with the base's rights", 'pull_request_target', fork, pull12(false)],
  ['a review', 'pull_request_review', own, pull12(false)],
  [
    'a comment on a pull request',
    'issue_comment',
    { issue: { number: 12, pull_request: { url: 'x' } } },
    pull12(false),
  ],
  [
    'a comment on an issue',
    'issue_comment',
    { issue: { number: 12 } },
    { kind: 'none', why: 'Issue #12 is not a pull request' },
  ],
  ['a push', 'push', { after: SHA }, { kind: 'commit', sha: SHA }],
  ['a run by hand', 'workflow_dispatch', {}, { kind: 'commit', sha: SHA }],
  ['an event that cannot be read', 'push', undefined, { kind: 'commit', sha: SHA }],
  [
    'the end of another workflow',
    'workflow_run',
    { workflow_run: { head_sha: 'f00d' } },
    { kind: 'commit', sha: 'f00d' },
  ],
])('%s', (_title, name, payload, origin) => {
  expect(findOrigin({ name, sha: SHA, payload })).toEqual(origin);
});

it('a run without a commit has none', () => {
  expect(findOrigin({ name: '', sha: '', payload: undefined }).kind).toBe('none');
});

describe('of the pull requests of a commit', () => {
  const pull = (number: number, more: Partial<Pull> = {}): Pull => ({
    ...{ number, isOpen: true, headSha: 'other', mergeSha: '' },
    ...more,
  });
  const closed = { isOpen: false };
  it.each<readonly [string, readonly Pull[], number | undefined]>([
    ['none', [], undefined],
    ['the open one that ends with it', [pull(1), pull(2, { headSha: SHA })], 2],
    ['not a closed one that ends with it', [pull(1, { ...closed, headSha: SHA }), pull(2)], 2],
    ['the one that was merged as it', [pull(1), pull(2, { ...closed, mergeSha: SHA })], 2],
    ['an open one', [pull(1, closed), pull(2)], 2],
    ['the first', [pull(1, closed), pull(2, closed)], 1],
  ])('%s is chosen', (_title, pulls, number) => {
    expect(choosePull(pulls, SHA)?.number).toBe(number);
  });
});
