import { expect, it } from '@jest/globals';
import { findSkippedHooks } from '../../../src/guard/false-green.js';
import type { Hook } from '../../../src/helm/hook.js';
import type { Release } from '../../../src/helm/release.js';
import { makeHook, makeRelease } from '../../fakes/facts.js';

const hook = (more: Partial<Hook> = {}) =>
  makeHook({ events: ['pre-install'], phase: 'Failed', ...more });
const install = (...hooks: readonly Hook[]): Release =>
  makeRelease({ revision: 1, status: 'failed', operation: 'install', hooks });
const upgrade = (more: Partial<Release> = {}): Release =>
  makeRelease({ revision: 2, status: 'failed', operation: 'upgrade', hooks: [], ...more });
const both = ['pre-install', 'pre-upgrade'];

it.each<readonly [string, readonly Release[], readonly string[]]>([
  ['a hook of the first install alone failed', [install(hook())], ['app-migration']],
  ['it was never begun', [install(hook({ phase: '' }))], ['app-migration']],
  ['nobody knows how it ended', [install(hook({ phase: 'Running' }))], ['app-migration']],
  ['a Pod did', [install(hook({ kind: 'Pod' }))], ['app-migration']],
  [
    'one of two did',
    [install(hook({ name: 'a', phase: 'Succeeded' }), hook({ name: 'b' }))],
    ['b'],
  ],
  ['an upgrade has failed since, without it', [install(hook()), upgrade()], ['app-migration']],
  [
    'an upgrade has failed since, and still has it so',
    [install(hook()), upgrade({ hooks: [hook({ phase: '' })] })],
    ['app-migration'],
  ],
  ['it runs after the install', [install(hook({ events: ['post-install'] }))], ['app-migration']],
  [
    'the install is not retained any more',
    [upgrade({ hooks: [hook({ phase: '' })] })],
    ['app-migration'],
  ],

  [
    'it runs after the install, and before upgrades',
    [install(hook({ events: ['post-install', 'pre-upgrade'] }))],
    [],
  ],
  ['there is no release', [], []],
  [
    'it runs after the install, and after upgrades, too',
    [install(hook({ events: ['post-install', 'post-upgrade'] }))],
    [],
  ],
  ['it is a hook of upgrades, too', [install(hook({ events: both }))], []],
  ['it has succeeded', [install(hook({ phase: 'Succeeded' }))], []],
  [
    'it has succeeded, and an upgrade has failed since, in which it did not run',
    [install(hook({ phase: 'Succeeded' })), upgrade({ hooks: [hook({ phase: '' })] })],
    [],
  ],
  [
    'it has become a hook of upgrades since',
    [install(hook()), upgrade({ hooks: [hook({ events: both })] })],
    [],
  ],
  ['it is a Secret', [install(hook({ kind: 'Secret' }))], []],
  ['something was deployed since', [install(hook()), upgrade({ status: 'deployed' })], []],
  ['something was deployed once', [install(hook()), upgrade({ status: 'superseded' })], []],
  [
    'it was uninstalled, and helm installs anew',
    [install(hook()), upgrade({ status: 'uninstalled' })],
    [],
  ],
])('%s', (_title, revisions, expected) => {
  expect(findSkippedHooks(revisions).map(({ hook: { name } }) => name)).toEqual(expected);
});

it.each([
  [[install(hook())], true],
  [[upgrade({ hooks: [hook({ phase: '' })] })], false],
])('is certain where the record of the install tells: %#', (revisions, isCertain) => {
  expect(findSkippedHooks(revisions)).toMatchObject([{ event: 'pre-install', isCertain }]);
});
