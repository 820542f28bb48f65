import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Hook } from '../../src/helm/hook.js';
import { parseRelease } from '../../src/helm/release.js';
import { hostileText } from './hostile-text.js';
import { type Property, property } from './property.js';

const FILE = 'helm/release.ts';

const anything = fc.jsonValue({ maxDepth: 2 });
/** What Helm writes, or anything else in its place, or nothing. */
const field = (...good: readonly unknown[]) =>
  fc.oneof(fc.constantFrom<unknown>(...good), anything, hostileText, fc.constant(undefined));
const time = field('2026-11-23T15:00:01.5+01:00', '0001-01-01T00:00:00Z', '9999', '');
const manifest = field(
  'kind: Job\nmetadata: {name: a, namespace: b}\n',
  'kind: Job\nmetadata: {name: ../a}\n---\nkind: "Job"\nmetadata: 5\n---\nkind: Job\n',
  'kind: Job\nmetadata: &a {name: *a}\n',
  'metadata: [',
);
const hook = fc.record({
  name: field('app-migration', '..', 'a/b', 'x,y'),
  kind: field('Job', 'Pod'),
  manifest,
  events: field(['pre-upgrade'], ['pre-install', 5], null),
  weight: field(-1, 1e400, 0.5, 'x'),
  output_log_policies: field(null, ['hook-failed']),
  last_run: fc.oneof(
    anything,
    fc.record({ phase: field('Failed'), started_at: time, completed_at: time }),
  ),
});
const record = fc.record({
  name: field('app'),
  namespace: field('shop'),
  version: field(1, -1, 1e99),
  info: fc.oneof(
    anything,
    fc.record({
      status: field('deployed', 'pending-upgrade', 'constructor'),
      description: field('Upgrade complete'),
      first_deployed: time,
      last_deployed: time,
    }),
  ),
  hooks: fc.oneof(anything, fc.array(fc.oneof(hook, anything), { maxLength: 3 })),
  manifest,
});

/** What holds of whatever stands where a release's record should. */
export const RELEASE_PROPERTIES: readonly Property[] = [
  property(FILE, 'reads a record with anything in its fields as a release', [
    fc.oneof({ weight: 9, arbitrary: record }, anything),
    (json) => {
      isReleaseOrNone(JSON.stringify(json));
    },
  ]),
  property(FILE, 'throws a SyntaxError of what is no JSON, and nothing else', [
    fc.tuple(record, fc.nat(200), hostileText).map(([json, at, text]) => {
      const whole = JSON.stringify(json);
      return whole.slice(0, at) + text + whole.slice(at);
    }),
    isReleaseOrNone,
  ]),
];

function isReleaseOrNone(json: string): void {
  let release;
  try {
    release = parseRelease(json);
  } catch (error) {
    assert.ok(error instanceof SyntaxError, String(error));
    return;
  }
  const { name, namespace, description, revision, status, lastDeployed, operation } = release;
  for (const text of [name, namespace, description]) assert.equal(typeof text, 'string');
  assert.ok(Number.isSafeInteger(revision));
  assert.match(
    status,
    /^(?:unknown|deployed|uninstalled|superseded|failed|uninstalling|pending-(?:install|upgrade|rollback))$/,
  );
  assert.match(operation, /^(?:install|upgrade)$/);
  isTime(lastDeployed);
  for (const it of [...release.hooks, ...release.jobs]) isHook(it);
}

function isHook({ kind, name, namespace, events, weight, phase, ...more }: Hook): void {
  for (const text of [kind, name]) assert.ok(typeof text === 'string' && text !== '');
  assert.ok(!['.', '..'].includes(name) && !/[/%,=\s]/.test(name));
  assert.equal(typeof namespace, 'string');
  assert.ok(events.every((event) => typeof event === 'string'));
  assert.ok(Number.isSafeInteger(weight));
  assert.equal(typeof phase, 'string');
  assert.equal(typeof more.isPrintedByHelm, 'boolean');
  isTime(more.started);
  isTime(more.completed);
}

function isTime(text: string): void {
  assert.ok(text === '' || !Number.isNaN(Date.parse(text)), text);
}
