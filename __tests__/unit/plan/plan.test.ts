import { describe, expect, it } from '@jest/globals';
import { readRecord } from '../../../src/helm/open-record.js';
import type { ReleaseRecord } from '../../../src/helm/records.js';
import { describePlan, makePlan } from '../../../src/plan/plan.js';

const VEIL = { redact: (text: string) => text, isSecret: () => false };

function record(manifest: string, hooks: readonly object[] = [], revision = 1): ReleaseRecord {
  const times = { first_deployed: '2026-11-01T00:00:00Z', last_deployed: '2026-11-02T00:00:00Z' };
  const info = { ...times, status: 'pending-upgrade' };
  const json = { name: 'app', namespace: 'shop', version: revision, info, manifest, hooks };
  return { ...readRecord(JSON.stringify(json)), created: '' };
}
const hook = (name: string, weight: number, ...events: readonly string[]) => ({
  ...{ name, kind: 'Job', weight, events, manifest: `kind: Job\nmetadata: {name: ${name}}` },
});
const HOOKS = [
  hook('late', 0, 'post-upgrade', 'post-install'),
  hook('b', 5, 'pre-upgrade'),
  hook('a', -1, 'pre-upgrade', 'pre-install'),
  hook('test', 0, 'test'),
];
const deployment = (image: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec: {template: {spec: {containers: [{name: main, image: '${image}'}]}}}`;

const plan = (deployed: ReleaseRecord | undefined) => {
  const rendered = record(deployment('app:2'), HOOKS, 2);
  return makePlan({ deployed, rendered, again: rendered }, VEIL);
};
const DEPLOYED = record(deployment('app:1'));

describe('the hooks that would run', () => {
  it.each([
    ['an upgrade', DEPLOYED, ['pre-upgrade a -1', 'pre-upgrade b 5', 'post-upgrade late 0']],
    ['an install', undefined, ['pre-install a -1', 'post-install late 0']],
  ] as const)('%s', (_title, deployed, expected) => {
    const { hooks } = plan(deployed);
    expect(hooks.map(({ event, name, weight }) => `${event} ${name} ${String(weight)}`)).toEqual(
      expected,
    );
  });
});

it('the images, from and to', () => {
  const { before, tried } = plan(DEPLOYED).versions;
  expect(before?.images.map(({ image }) => image)).toEqual(['app:1']);
  expect(tried.images.map(({ image }) => image)).toEqual(['app:2']);
  expect(plan(undefined).versions.before).toBeUndefined();
});

it.each([
  [
    'nothing',
    record(deployment('app:2')),
    'Release app: no object would be changed; 3 hooks would run.',
  ],
  [
    'a change',
    DEPLOYED,
    'Release app: 0 objects would be added, 1 changed, 0 removed; 3 hooks would run.',
  ],
  [
    'an install',
    undefined,
    'Release app: 1 object would be added, 0 changed, 0 removed; 2 hooks would run.',
  ],
] as const)('in one sentence: %s', (_title, deployed, expected) => {
  expect(describePlan(plan(deployed), 'app')).toBe(expected);
});
