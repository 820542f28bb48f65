import { describe, expect, it } from '@jest/globals';
import { diagnoseDryRun, listDryRunWarnings } from '../../../src/dry-run/diagnose.js';
import type { DryRun } from '../../../src/dry-run/dry-run.js';
import type { DryRunSeen, DryRunStop } from '../../../src/dry-run/run.js';
import { ActionError } from '../../../src/errors.js';
import { helmFailed, makeFailure, makeHook, makeResult } from '../../fakes/facts.js';

const ASKED = {
  release: 'shop',
  namespace: 'shop',
  undecrypted: undefined,
  timeoutMs: 90_000,
  cancelled: false,
};
const ran = (more: Partial<DryRunSeen> = {}): DryRun => ({
  kind: 'ran',
  seen: { hooks: [makeResult()], stop: undefined, blind: [], left: [], ...more },
  left: [],
});
const stopped = (stop: DryRunStop, hooks = [makeResult()]) => ran({ stop, hooks });
const hook = makeHook({ name: 'shop-plan-migrate' });
const migrated = (applied: number) => ({
  reports: [{ tool: 'goose', migrations: [], applied, pending: 0, error: '', doubt: undefined }],
  error: '',
});
const BROKEN = 'Error: execution error at (chart/templates/job.yaml:3:14): Set "image".';
const refused = new ActionError(
  'forbidden',
  'The cluster refuses to create jobs.',
  'Add the rule.',
);

it('is silent of a dry run that ran to its end', () => {
  expect(diagnoseDryRun(ran(), ASKED)).toBeUndefined();
});

describe('a dry run that tells nothing', () => {
  it.each<[string, DryRun, string, string, RegExp]>([
    [
      'as there is no hook',
      { kind: 'no-hook', event: 'pre-upgrade' },
      'deploy-failed input',
      '"plan-set" is set, but the chart has no Job or Pod with the hook pre-upgrade.',
      /^Leave "plan-set" out for this chart: there is nothing to run before the workloads\. This was a plan: nothing that is deployed was changed\.$/,
    ],
    [
      'as it would be none',
      { kind: 'not-dry', hooks: [hook] },
      'deploy-failed input',
      'Job shop/shop-plan-migrate would migrate the database: "plan-set" does not change it. Nothing was run.',
      /^Check the name of the value/,
    ],
    [
      "as it has the release's names",
      { kind: 'same-name', hook },
      'deploy-failed chart',
      'Job shop/shop-plan-migrate has the same name in the dry run as in a deploy. Nothing was run.',
      /fullnameOverride/,
    ],
    [
      'while a migration runs',
      { kind: 'active', at: { hook, revision: 4, because: 'Pod x on node y' } },
      'blocked guard',
      'Job shop/shop-plan-migrate of revision 4 is still active (Pod x on node y), so the dry run was not started.',
      /^Wait for it to finish, then run the plan again\./,
    ],
    [
      "beside another plan's",
      stopped({ kind: 'exists', hooks: [hook], isOfPlan: true }),
      'blocked guard',
      'Job shop/shop-plan-migrate already exists, so the dry run was not started.',
      /^Another plan of the release created it\..*"concurrency".* \(kubectl delete job shop-plan-migrate --namespace shop\)\. This was/,
    ],
    [
      'beside what somebody made',
      stopped({ kind: 'exists', hooks: [hook], isOfPlan: false }),
      'blocked guard',
      'Job shop/shop-plan-migrate already exists, so the dry run was not started.',
      /^A dry run does not replace existing objects\./,
    ],
    [
      'beside what a plan has left',
      stopped({
        kind: 'exists',
        hooks: [makeHook({ kind: 'Secret', name: 's' }), hook],
        isOfPlan: true,
      }),
      'blocked guard',
      'Secret shop/s, Job shop/shop-plan-migrate already exist, so the dry run was not started.',
      /delete them \(kubectl delete secret s --namespace shop && kubectl delete job shop-plan-migrate --namespace shop\)/,
    ],
    [
      'without a right',
      stopped({ kind: 'not-made', hook, error: refused }),
      'deploy-failed rights',
      'The dry run could not create Job shop/shop-plan-migrate: The cluster refuses to create jobs.',
      /^Add the rule\. This was a plan/,
    ],
    [
      'that took too long',
      stopped(
        {
          kind: 'hook',
          hook: makeResult({ hook, verdict: { kind: 'running' } }),
          endedEarly: undefined,
        },
        [makeResult({ hook, verdict: { kind: 'running' } })],
      ),
      'hook-failed hook-stopped',
      'Job shop/shop-plan-migrate did not finish within 1 min 30 s, so the plan deleted it',
      /increase "timeout"\. This was/,
    ],
    [
      'as helm cannot render',
      { kind: 'not-rendered', helm: helmFailed(BROKEN) },
      'deploy-failed chart',
      `Release "shop-plan" cannot be deployed: ${BROKEN.slice('Error: '.length)}`,
      /^Correct "plan-set": the chart can be rendered without it\..*This was a plan: nothing was changed in the cluster\.$/,
    ],
  ])('%s', (_title, dryRun, expected, reason, advice) => {
    const diagnosis = diagnoseDryRun(dryRun, ASKED);
    expect(`${diagnosis?.outcome ?? ''} ${diagnosis?.cause ?? ''}`).toBe(expected);
    expect(diagnosis?.reason).toBe(reason);
    expect(diagnosis?.advice).toMatch(advice);
    expect(diagnosis?.workloads).toBe('unchanged');
  });

  it('as its hook failed: the reason is that of a deploy', () => {
    const failure = makeFailure();
    const diagnosis = diagnoseDryRun(
      stopped({ kind: 'hook', hook: failure, endedEarly: undefined }, [failure]),
      ASKED,
    );
    expect(diagnosis).toMatchObject({ outcome: 'hook-failed', cause: 'hook-exit' });
    expect(diagnosis?.advice).toMatch(/nothing that is deployed was changed\.$/);
  });

  it('as its hook waits for something: the reason says for what', () => {
    const waiting = makeResult({
      hook,
      verdict: { kind: 'waiting', on: 'ImagePullBackOff: no such image' },
      deciding: undefined,
    });
    const diagnosis = diagnoseDryRun(
      stopped({ kind: 'hook', hook: waiting, endedEarly: undefined }, [waiting]),
      ASKED,
    );
    expect(diagnosis?.reason).toContain('ImagePullBackOff: no such image');
    expect(diagnosis?.cause).toBe('hook-cannot-start');
  });
});

it('says loudly that a dry run has migrated, and not that nothing was changed', () => {
  const diagnosis = diagnoseDryRun(
    ran({ hooks: [makeResult({ hook, migrated: migrated(2) })] }),
    ASKED,
  );
  expect(diagnosis).toMatchObject({
    ...{ outcome: 'deploy-failed', cause: 'chart' },
    reason:
      'Job shop/shop-plan-migrate applied 2 migrations, as its log shows, although "plan-set" should make it a dry run.',
  });
  expect(diagnosis?.advice).toMatch(/^The database was changed\./);
  expect(diagnosis?.advice).not.toMatch(/nothing/i);
});

describe('beside the outcome', () => {
  it('what was not run, and that nothing is known, are notices', () => {
    expect(listDryRunWarnings({ ...ran(), left: [hook] } as DryRun, 'planned').notices).toEqual([
      'Job shop/shop-plan-migrate was not run: "plan-set" does not change it.',
      'It is not known which migrations are pending: the log of the dry run has no output that the action can read. docs/migration-tools.md lists what it reads.',
    ]);
    const told = ran({ hooks: [makeResult({ migrated: migrated(0) })] });
    expect(listDryRunWarnings(told, 'planned').notices).toEqual([]);
  });

  it('what could not be removed is a warning with the command', () => {
    expect(
      listDryRunWarnings(ran({ left: [{ hook, error: refused }] }), 'planned').warnings,
    ).toEqual([
      'Job shop/shop-plan-migrate of the dry run could not be deleted: The cluster refuses to create jobs. Add the rule. Delete it with: kubectl delete job shop-plan-migrate --namespace shop',
    ]);
  });
});
