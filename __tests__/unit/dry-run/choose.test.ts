import { describe, expect, it } from '@jest/globals';
import { chooseHooks } from '../../../src/dry-run/choose.js';
import type { RenderedHook } from '../../../src/dry-run/rendered-hooks.js';
import type { Mapping } from '../../../src/text/yaml.js';
import { makeHook } from '../../fakes/facts.js';

const rendered = (name: string, spec: Mapping, more: Partial<RenderedHook['hook']> = {}) => ({
  hook: makeHook({ name, weight: 0, ...more }),
  object: { apiVersion: 'batch/v1', kind: more.kind ?? 'Job', metadata: { name }, spec },
});
const config = (name: string, spec: Mapping) =>
  rendered(name, spec, { kind: 'ConfigMap', weight: -5 });

const choose = (dry: readonly RenderedHook[], plain: readonly RenderedHook[], again = plain) => {
  const { made, left } = chooseHooks({ dry, plain, again });
  return [made.map(({ hook }) => hook.name), left.map(({ name }) => name)];
};

describe('a Job is made', () => {
  it.each([
    ['that plan-set changes', [rendered('m', { dry: true })], [rendered('m', { dry: false })]],
    ['that gets a value', [rendered('m', { dry: true })], [rendered('m', {})]],
    ['that loses a value', [rendered('m', {})], [rendered('m', { args: ['up'] })]],
    ['that only a dry run has', [rendered('m', {})], []],
  ])('%s', (_title, dry, plain) => {
    expect(choose(dry, plain)).toEqual([['m'], []]);
  });

  it('that names a ConfigMap which plan-set changes, and after it', () => {
    const job = rendered('m', { envFrom: [{ configMapRef: { name: 'c' } }] });
    expect(choose([job, config('c', { dry: true })], [job, config('c', {})])).toEqual([
      ['c', 'm'],
      [],
    ]);
  });
});

describe('a Job is left', () => {
  const wait = rendered('wait', { command: 'nc' });

  it('that is as in a deploy, with what else the others need', () => {
    const other = config('c', { a: 1 });
    expect(
      choose([wait, rendered('m', { dry: true }), other], [wait, rendered('m', {}), other]),
    ).toEqual([['c', 'm'], ['wait']]);
  });

  it('that differs only in what changes with each rendering, or in a checksum', () => {
    const at = (time: string) => rendered('m', { time, command: 'up' });
    expect(choose([at('3')], [at('1')], [at('2')])).toEqual([[], ['m']]);
    const sum = (value: string) => ({
      ...rendered('m', {}),
      object: { kind: 'Job', metadata: { annotations: { 'checksum/config': value } } },
    });
    expect(choose([sum('1')], [sum('2')])).toEqual([[], ['m']]);
  });
});

it('is in the order of Helm', () => {
  const of = (name: string, weight: number, dry: boolean) => rendered(name, { dry }, { weight });
  const names = [
    ['b', 0],
    ['z', -1],
    ['a', 0],
  ] as const;
  expect(
    choose(
      names.map(([name, weight]) => of(name, weight, true)),
      names.map(([name, weight]) => of(name, weight, false)),
    )[0],
  ).toEqual(['z', 'a', 'b']);
});
