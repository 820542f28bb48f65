import { expect, it } from '@jest/globals';
import { type Action, chooseAction, type FoundComment } from '../../../src/comment/choose.js';
import { type Marker, writeMarker } from '../../../src/comment/marker.js';

const MARKER: Marker = {
  ...{ release: 'backend', namespace: 'shop' },
  ...{ environment: 'deploy', run: '42/1' },
};
const OLD = { ...MARKER, run: '41/1' };

const comment = (id: number, marker: Marker, more: Partial<FoundComment> = {}): FoundComment => ({
  id,
  body: `${writeMarker(marker)}\ntext`,
  login: 'github-actions[bot]',
  isBot: true,
  ...more,
});

interface Case {
  readonly comments: readonly FoundComment[];
  readonly action: Action;
  readonly isWanted?: boolean;
  readonly isNamed?: boolean;
  readonly viewer?: string;
}

it.each<readonly [string, Case]>([
  ['none is there', { comments: [], action: { kind: 'create' } }],
  ['none is there or wanted', { comments: [], isWanted: false, action: { kind: 'nothing' } }],
  ['an earlier run wrote one', { comments: [comment(7, OLD)], action: { kind: 'update', id: 7 } }],
  [
    'one is not wanted any more',
    { comments: [comment(7, OLD)], isWanted: false, action: { kind: 'delete', ids: [7] } },
  ],
  [
    'several are not wanted any more',
    {
      ...{ comments: [comment(7, OLD), comment(8, { ...OLD, environment: 'x' }), comment(9, OLD)] },
      ...{ isWanted: false, action: { kind: 'delete', ids: [7, 9] } },
    },
  ],
  [
    "a person's copy of the marker comes first",
    {
      comments: [comment(6, OLD, { login: 'mallory', isBot: false }), comment(7, OLD)],
      action: { kind: 'update', id: 7 },
    },
  ],
  [
    "only a person's copy is there, and none is wanted",
    {
      comments: [comment(6, OLD, { login: 'mallory', isBot: false })],
      ...{ isWanted: false, action: { kind: 'nothing' } },
    },
  ],
  [
    'another app has a copy',
    { comments: [comment(6, OLD, { login: 'renovate[bot]' })], action: { kind: 'create' } },
  ],
  [
    'GraphQL names the app without [bot]',
    {
      ...{ comments: [comment(7, OLD)], viewer: 'github-actions' },
      action: { kind: 'update', id: 7 },
    },
  ],
  [
    'a person is called as the app',
    {
      comments: [comment(7, OLD, { login: 'github-actions[bot]', isBot: false })],
      ...{ viewer: 'github-actions', action: { kind: 'create' } },
    },
  ],
  [
    'the token is a person’s',
    {
      comments: [comment(6, OLD), comment(7, OLD, { login: 'octocat', isBot: false })],
      ...{ viewer: 'octocat', action: { kind: 'update', id: 7 } },
    },
  ],
  [
    'the comments are of others',
    {
      comments: [
        comment(1, { ...OLD, release: 'frontend' }),
        comment(2, { ...OLD, namespace: 'x' }),
        comment(3, { ...OLD, environment: 'x' }),
        comment(4, OLD, { body: 'LGTM' }),
      ],
      action: { kind: 'create' },
    },
  ],
  [
    'another job of this run wrote one',
    { comments: [comment(7, MARKER)], action: { kind: 'create' } },
  ],
  [
    'another job of this run wrote one, and an earlier run two',
    { comments: [comment(7, MARKER), comment(8, OLD)], action: { kind: 'update', id: 8 } },
  ],
  [
    'another job of this run has failed, and this one has not',
    { comments: [comment(7, MARKER)], isWanted: false, action: { kind: 'nothing' } },
  ],
  [
    'another step of this run wrote one for the same named environment',
    { comments: [comment(7, MARKER)], isNamed: true, action: { kind: 'update', id: 7 } },
  ],
  [
    'the attempt before wrote one',
    { comments: [comment(7, { ...MARKER, run: '42/0' })], action: { kind: 'update', id: 7 } },
  ],
])('%s', (_title, { comments, action, isWanted = true, isNamed = false, viewer }) => {
  const wish = { marker: MARKER, isWanted, isNamed };
  expect(chooseAction(comments, viewer ?? 'github-actions[bot]', wish)).toEqual(action);
});
