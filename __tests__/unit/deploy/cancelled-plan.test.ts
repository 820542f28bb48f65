import { describe, expect, it } from '@jest/globals';
import type { Deploy } from '../../../src/deploy/deps.js';
import { runPlan } from '../../../src/deploy/plan.js';
import type { PlanDeps } from '../../../src/deploy/planning.js';
import type { RenderedHook } from '../../../src/dry-run/rendered-hooks.js';
import type { DryRunSeen } from '../../../src/dry-run/run.js';
import { ActionError } from '../../../src/errors.js';
import type { ReleaseRecord } from '../../../src/helm/records.js';
import { HELM_GOOD, makeHook, makeRelease, makeResult } from '../../fakes/facts.js';

const ABORTED = new ActionError('cluster-unreachable', 'The operation was aborted', '');
const record = (): ReleaseRecord => ({ release: makeRelease({ hooks: [] }), created: '' });
const rendered = (script: string): RenderedHook => ({
  hook: makeHook({ name: 'app-plan-migrate' }),
  object: { kind: 'Job', spec: { template: { spec: { script } } } },
});
const hook = rendered('up').hook;
const migrated = (applied: number) => ({
  reports: [{ tool: 'goose', migrations: [], applied, pending: 0, error: '', doubt: undefined }],
  error: '',
});

const NO_SET = { set: [], setString: [], setFile: [], setJson: [], setLiteral: [] };
const deploy = {
  inputs: {
    ...{ release: 'app', namespace: 'shop', planSet: ['dry=true'], timeoutSeconds: 60 },
    ...{ values: ['values.yaml'], valuesInline: undefined, set: NO_SET },
  },
  reporter: {
    announce: () => undefined,
    onHelmLine: () => undefined,
    close: async () => undefined,
  },
} as unknown as Deploy;

/** What a plan needs; a cancel comes where the test says so. */
function makeDeps(cancel: AbortController, more: Partial<PlanDeps> = {}): PlanDeps {
  return {
    now: () => 0,
    cancelled: cancel.signal,
    ready: async () => true,
    readStanding: async () => ({ record: undefined, deployed: 'none', newest: undefined }),
    render: async () => ({ helm: HELM_GOOD, record: record() }),
    findActiveHook: async () => undefined,
    renderHooks: async ({ planSet }) => ({
      helm: HELM_GOOD,
      hooks: [rendered(planSet.length > 0 ? 'dry' : 'up')],
    }),
    runHooks: async () => seenAfter(cancel, {}),
    veil: { redact: (text) => text, isSecret: () => false },
    explainDecryption: async () => undefined,
    ...more,
  };
}

function seenAfter(cancel: AbortController, more: Partial<DryRunSeen>): DryRunSeen {
  cancel.abort();
  return { hooks: [], stop: undefined, blind: [], left: [], ...more };
}

describe('a plan that is cancelled', () => {
  it.each(['readStanding', 'findActiveHook'] as const)(
    'during %s is cancelled, and not a cluster that cannot be reached',
    async (name) => {
      const cancel = new AbortController();
      const broken = () => {
        cancel.abort();
        return Promise.reject(ABORTED);
      };
      const { diagnosis } = await runPlan(makeDeps(cancel, { [name]: broken }), deploy);
      expect(diagnosis).toMatchObject({ outcome: 'cancelled', cause: 'cancelled' });
    },
  );

  it('during the dry run says whether anything is left of it', async () => {
    const plan = async (seen: Partial<DryRunSeen>) => {
      const cancel = new AbortController();
      const runHooks = async () => seenAfter(cancel, seen);
      return (await runPlan(makeDeps(cancel, { runHooks }), deploy)).diagnosis;
    };
    expect(await plan({})).toMatchObject({
      outcome: 'cancelled',
      advice:
        'This was a plan: nothing that is deployed was changed. All objects of the dry run were removed.',
    });
    const left = await plan({ left: [{ hook, error: ABORTED }] });
    expect(left.advice).toBe('This was a plan: nothing that is deployed was changed.');
    expect(left.warnings).toHaveLength(1);
    expect(await plan({ hooks: [makeResult({ hook, migrated: migrated(1) })] })).toMatchObject({
      outcome: 'deploy-failed',
      reason: expect.stringContaining('applied 1 migration, as its log shows'),
    });
  });
});

it('throws what is wrong with the cluster where nothing was cancelled', async () => {
  const deps = makeDeps(new AbortController(), { findActiveHook: () => Promise.reject(ABORTED) });
  await expect(runPlan(deps, deploy)).rejects.toBe(ABORTED);
});
