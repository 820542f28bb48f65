import { describe, expect, it } from '@jest/globals';
import { chooseHooks } from '../../../src/dry-run/choose.js';
import type { RenderedHook } from '../../../src/dry-run/rendered-hooks.js';
import type { Mapping } from '../../../src/text/yaml.js';
import { makeHook } from '../../fakes/facts.js';

const rendered = (name: string, spec: Mapping, more: Partial<RenderedHook['hook']> = {}) => ({
  hook: makeHook({ name, weight: 0, ...more }),
  object: { kind: 'Job', metadata: { name }, spec: { backoffLimit: 0, template: { spec } } },
});
const config = (name: string, data: Mapping, kind = 'ConfigMap') => ({
  hook: makeHook({ name, kind, weight: -5 }),
  object: { kind, metadata: { name }, data },
});
const pod = (name: string, spec: Mapping) => ({
  hook: makeHook({ name, kind: 'Pod', weight: 0 }),
  object: { kind: 'Pod', metadata: { name }, spec },
});
const up = { command: ['up'] };
const dryUp = { command: ['up', '--dry-run'] };

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
  });

  it('that differs only outside its Pod', () => {
    const labelled = (value: string) => ({
      ...rendered('m', {}),
      object: {
        ...{ kind: 'Job', metadata: { labels: { value } } },
        spec: {
          backoffLimit: 1,
          template: { metadata: { annotations: { sum: value } }, spec: up },
        },
      },
    });
    expect(choose([labelled('1')], [labelled('2')])).toEqual([[], ['m']]);
  });

  it('that has the same label as the name of what plan-set changes', () => {
    const job = {
      ...rendered('m', up),
      object: { kind: 'Job', metadata: { labels: { app: 'c' } }, spec: { template: { spec: up } } },
    };
    expect(choose([job, config('c', { dry: true })], [job, config('c', {})])).toEqual([
      ['c'],
      ['m'],
    ]);
  });
});

describe('a name is no dry run', () => {
  const named = (base: string, spec: Mapping) => [
    config(`${base}-secrets`, { password: 'x' }, 'Secret'),
    rendered(`${base}-migrate`, {
      ...spec,
      ...{ secret: `${base}-secrets`, serviceAccountName: base, host: `${base}-db.shop` },
    }),
  ];

  it('that plan-set changes', () => {
    const [dry, plain] = [named('shop-dry', up), named('shop-plan-backend', up)];
    expect(choose(dry, plain)).toEqual([['shop-dry-secrets'], ['shop-dry-migrate']]);
    expect(choose(named('shop-dry', dryUp), plain)).toEqual([
      ['shop-dry-secrets', 'shop-dry-migrate'],
      [],
    ]);
  });

  it('that the chart makes up each time', () => {
    const job = (random: string, spec: Mapping) => [rendered(`m-${random}`, spec)];
    expect(choose(job('a1', up), job('b2', up), job('c3', up))).toEqual([[], ['m-a1']]);
    expect(choose(job('a1', dryUp), job('b2', up), job('c3', up))).toEqual([['m-a1'], []]);
  });

  it('that is a part of a command', () => {
    const job = (name: string, spec: Mapping) => [rendered(name, spec)];
    expect(choose(job('up-plan', up), job('up', up))).toEqual([[], ['up-plan']]);
  });

  it('that another Job has', () => {
    const generated = (spec: Mapping) => rendered('m-', spec, { isNameGenerated: true });
    const [one, two] = [generated(up), generated({ command: ['seed'] })];
    expect(choose([one, two], [one, two])).toEqual([[], ['m-', 'm-']]);
    expect(choose([two], [one, two])).toEqual([[], ['m-']]);
    expect(choose([generated(dryUp), two], [one, two])).toEqual([['m-'], ['m-']]);
  });
});

describe('other objects with Pods', () => {
  it.each([
    ['a Pod', pod('m', up), pod('m', dryUp)],
    [
      'a CronJob',
      {
        hook: makeHook({ name: 'm', kind: 'CronJob' }),
        object: { spec: { jobTemplate: { spec: { template: { spec: up } } } } },
      },
      {
        hook: makeHook({ name: 'm', kind: 'CronJob' }),
        object: { spec: { jobTemplate: { spec: { template: { spec: dryUp } } } } },
      },
    ],
    [
      'a Deployment',
      rendered('m', up, { kind: 'Deployment' }),
      rendered('m', dryUp, { kind: 'Deployment' }),
    ],
  ])('%s is made only if plan-set changes it', (_title, plain, dry) => {
    expect(choose([plain], [plain])).toEqual([[], ['m']]);
    expect(choose([dry], [plain])).toEqual([['m'], []]);
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
