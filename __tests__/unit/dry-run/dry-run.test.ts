import { describe, expect, it } from '@jest/globals';
import { type DryRunFacts, type DryRunHost, runDryRun } from '../../../src/dry-run/dry-run.js';
import type { RenderedHook } from '../../../src/dry-run/rendered-hooks.js';
import { HELM_GOOD, helmFailed, makeHook, makeRelease } from '../../fakes/facts.js';

const LINES = ['dry=true', 'typo=1'];
const RECORD = { release: makeRelease({ hooks: [] }), created: '' };

/** Renders one Job whose arguments are what these lines do; `fails` says where helm fails. */
function makeHost(
  effect: (planSet: readonly string[]) => readonly string[],
  fails: (planSet: readonly string[]) => boolean = () => false,
) {
  const ran: string[] = [];
  const host: DryRunHost = {
    findActiveHook: () => Promise.resolve(undefined),
    renderHooks: ({ planSet }) => {
      const args = effect(planSet);
      const hook: RenderedHook = {
        hook: makeHook({ name: 'shop-plan-migrate' }),
        object: { kind: 'Job', spec: { template: { spec: { args } } } },
      };
      if (fails(planSet))
        return Promise.resolve({ helm: helmFailed('Error: no'), hooks: undefined });
      return Promise.resolve({ helm: HELM_GOOD, hooks: [hook] });
    },
    runHooks: (hooks) => {
      ran.push(...hooks.map(({ hook }) => hook.name));
      return Promise.resolve({ hooks: [], stop: undefined, blind: [], left: [] });
    },
  };
  return { host, ran };
}
const run = (host: DryRunHost, planSet: readonly string[], more: Partial<DryRunFacts> = {}) =>
  runDryRun(host, { rendered: RECORD, operation: 'upgrade', planSet, givesValues: true, ...more });

describe('without values in the inputs', () => {
  it.each([
    [true, 'reused-values', []],
    [false, 'ran', ['shop-plan-migrate']],
  ])('where the release would be upgraded with some: %s', async (hasValues, kind, expected) => {
    const { host, ran } = makeHost((lines) => lines);
    const rendered = { ...RECORD, hasValues: () => hasValues };
    expect((await run(host, ['dry=true'], { rendered, givesValues: false })).kind).toBe(kind);
    expect(ran).toEqual(expected);
    expect((await run(host, ['dry=true'], { rendered })).kind).toBe('ran');
  });
});

describe('each line of plan-set', () => {
  it('has to change something', async () => {
    const { host, ran } = makeHost((lines) => lines.filter((line) => line !== 'typo=1'));
    expect(await run(host, LINES)).toEqual({ kind: 'idle-line', key: 'typo' });
    expect(ran).toEqual([]);
  });

  it('that does lets the hooks run', async () => {
    const { host, ran } = makeHost((lines) => lines);
    expect((await run(host, LINES)).kind).toBe('ran');
    expect(ran).toEqual(['shop-plan-migrate']);
  });

  it('without which nothing can be rendered is needed', async () => {
    const { host } = makeHost(
      (lines) => lines.filter((line) => line !== 'typo=1'),
      (lines) => lines.length > 0 && !lines.includes('typo=1'),
    );
    expect((await run(host, LINES)).kind).toBe('ran');
  });

  it('that is the only one is compared with a deploy alone', async () => {
    const asked: number[] = [];
    const { host } = makeHost((lines) => {
      asked.push(lines.length);
      return lines;
    });
    expect((await run(host, ['dry=true'])).kind).toBe('ran');
    expect(asked).toEqual([1, 0, 0]);
  });
});
