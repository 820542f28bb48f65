import { expect, it } from '@jest/globals';
import { runPlan } from '../../../src/deploy/plan.js';
import type { PlanDeps, Rendering } from '../../../src/deploy/planning.js';
import type { Deploy } from '../../../src/deploy/deps.js';
import { ActionError } from '../../../src/errors.js';
import { readRecord } from '../../../src/helm/open-record.js';
import type { Inputs } from '../../../src/inputs/inputs.js';
import { makeHook, HELM_GOOD } from '../../fakes/facts.js';
import { MemoryListener } from '../../fakes/memory-listener.js';

const NO_SET = { set: [], setString: [], setFile: [], setJson: [], setLiteral: [] };
const INPUTS = {
  ...{ release: 'shop', namespace: 'shop', server: 'https://cluster.example' },
  ...{ planSet: [], timeoutSeconds: 60, createNamespace: false, helmArgs: [] },
  ...{ values: ['values.yaml'], valuesInline: undefined, set: NO_SET },
} as unknown as Inputs;
const BROKEN_OFF = new ActionError('cluster-unreachable', 'The operation was aborted', '');
const TIMES = { first_deployed: '2026-11-01T00:00:00Z', last_deployed: '2026-11-02T00:00:00Z' };
const RECORD = {
  ...readRecord(
    JSON.stringify({
      ...{ name: 'shop', namespace: 'shop', version: 2, manifest: '', hooks: [] },
      info: { ...TIMES, status: 'pending-upgrade' },
    }),
  ),
  created: '',
};
const RENDERED: Rendering = { helm: HELM_GOOD, record: RECORD };

const plan = (more: Partial<PlanDeps>, inputs: Partial<Inputs> = {}) => {
  const told: string[] = [];
  const listener = Object.assign(new MemoryListener(), {
    say: (text: string) => told.push(text),
    announce: (text: string) => told.push(text),
    onHelmLine: () => undefined,
    close: () => Promise.resolve(),
  });
  const deps: PlanDeps = {
    ...{ now: () => 0, cancelled: new AbortController().signal },
    ready: () => Promise.resolve(true),
    readStanding: () => Promise.resolve({ record: RECORD, deployed: 1, newest: undefined }),
    render: () => Promise.resolve(RENDERED),
    veil: { redact: (text) => text, isSecret: () => false },
    explainDecryption: () => Promise.resolve(undefined),
    findActiveHook: () => Promise.resolve(undefined),
    renderHooks: () => Promise.resolve({ helm: HELM_GOOD, hooks: [] }),
    runHooks: () => Promise.reject(new Error('No hook is run here.')),
    ...more,
  };
  const deploy = { inputs: { ...INPUTS, ...inputs }, reporter: listener } as unknown as Deploy;
  return runPlan(deps, deploy);
};

it('that was cancelled is no failure, whatever the cancel broke off', async () => {
  const cancelled = AbortSignal.abort();
  const fail = () => Promise.reject(BROKEN_OFF);
  expect((await plan({ cancelled, readStanding: fail })).diagnosis.outcome).toBe('cancelled');
  const dry = { planSet: ['a=1'] };
  expect((await plan({ cancelled, findActiveHook: fail }, dry)).diagnosis.outcome).toBe(
    'cancelled',
  );
  await expect(plan({ readStanding: fail })).rejects.toBe(BROKEN_OFF);
});

it('says which hook is at work, or that nobody knows', async () => {
  const hook = makeHook();
  const at = { hook, revision: 1, because: 'Pod x on node y' };
  const active = await plan({ findActiveHook: () => Promise.resolve(at) });
  expect(active.diagnosis).toMatchObject({
    outcome: 'planned',
    notices: ['Job shop/app-migration of revision 1 is still active (Pod x on node y).'],
  });
  const unknown = await plan({ findActiveHook: () => Promise.reject(BROKEN_OFF) });
  expect(unknown.diagnosis.notices).toEqual([
    'It is not known whether a hook is running: The operation was aborted',
  ]);
});

it('without plan-set runs no hook and renders none', async () => {
  const renderHooks = () => Promise.reject(new Error('Nothing is rendered for a dry run.'));
  expect((await plan({ renderHooks })).diagnosis.outcome).toBe('planned');
});
