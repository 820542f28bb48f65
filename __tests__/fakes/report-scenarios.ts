import { readFileSync } from 'node:fs';
import { diagnose } from '../../src/diagnosis/diagnose.js';
import type { Change } from '../../src/plan/compare.js';
import { describePlan, type Plan } from '../../src/plan/plan.js';
import type { Diagnosis } from '../../src/diagnosis/diagnosis.js';
import type { LogLine } from '../../src/text/log-line.js';
import type { AttemptTimes } from '../../src/hooks/attempt-times.js';
import type { HookResult } from '../../src/hooks/result.js';
import type { HelmExit } from '../../src/helm/run.js';
import type { Version } from '../../src/helm/version.js';
import { readAsPlanned } from '../../src/migrations/planned.js';
import type { ReportFacts } from '../../src/report/facts.js';
import { type Links, makeLinks } from '../../src/report/links.js';
import { NO_MIGRATIONS } from '../../src/rollout/init-runs.js';
import type { DeploySeen, FollowedWorkload } from '../../src/rollout/seen.js';
import {
  HELM_GOOD,
  helmFailed,
  makeFacts,
  makeFailure,
  makeHook,
  makeRelease,
  makeResult,
  makeSeen,
} from './facts.js';
import { toLogLines } from './recording.js';
import { replayRollout } from './rollout.js';

/** All that a report is made from. */
export interface Scenario {
  readonly diagnosis: Diagnosis;
  readonly facts: ReportFacts;
  readonly links: Links;
}

export const readToolLog = (name: string) =>
  toLogLines(readFileSync(`__tests__/fixtures/logs/${name}.log`, 'utf8'));

export const LINKS = makeLinks(
  {
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_SHA: '4df461ec3a69622d7dee6cb269338d29cfb83965',
    GITHUB_RUN_ID: '42',
  },
  undefined,
);

const IMAGE = 'ghcr.io/acme/backend';
const version = (revision: number, minor: string, tag: string): Version => ({
  revision,
  chart: { name: 'backend', version: `1.${minor}.0`, appVersion: tag },
  images: [
    { workload: 'Deployment backend', container: 'api', image: `${IMAGE}:${tag}` },
    { workload: 'Deployment backend', container: 'proxy', image: 'envoyproxy/envoy:v1.36' },
  ],
});

/** A second of the minute in which the deploys of these scenarios ran. */
const at = (second: number) => `2026-11-23T15:00:${String(second).padStart(2, '0')}Z`;
export const attempt = (more: Partial<AttemptTimes> = {}): AttemptTimes => ({
  ...{ number: 1, created: at(0), scheduled: at(0), started: at(8), finished: at(11) },
  end: 'succeeded',
  ...more,
});

const workload = (name: string, more: Partial<FollowedWorkload> = {}): FollowedWorkload => ({
  workload: { kind: 'Deployment', namespace: 'shop', name, podLabels: {} },
  ...{ state: 'ready', ready: 2, wanted: 2, oldReady: 0, fresh: [], troubles: [], log: [] },
  span: { since: at(12), until: at(19) },
  migrated: NO_MIGRATIONS,
  ...more,
});

const MIGRATED = makeResult({
  log: readToolLog('sql-migrate-applied'),
  times: [attempt()],
});
const unfinished = (verdict: HookResult['verdict'], more: Partial<HookResult> = {}) =>
  makeResult({ hook: makeHook(), verdict, deciding: undefined, finished: '', ...more });

interface Deployed {
  readonly helm?: HelmExit;
  readonly more?: Partial<ReportFacts>;
  readonly cancelled?: boolean;
  readonly links?: Links;
}

/** A deploy of which this was seen, with all that can be known beside. */
export function makeScenario(
  seen: Partial<DeploySeen>,
  { helm = HELM_GOOD, more = {}, cancelled = false, links = LINKS }: Deployed = {},
): Scenario {
  const versions = { before: version(1, '1', '4.1'), tried: version(2, '2', '4.2') };
  const all: DeploySeen = { ...makeSeen({ versions, ...seen }), rollout: seen.rollout };
  const facts = { release: 'app', namespace: 'shop', seen: all, helmMs: 20_400, ...more };
  return {
    diagnosis: diagnose(makeFacts({ seen: all, helm, cancelled })),
    facts: { helmVersion: 'v4.3.1', ...facts },
    links,
  };
}

const FAILED = { release: makeRelease({ status: 'failed' }), deployedAfter: 1 };
const SQL = 'db/migrations/00004_refunds.sql';
const crashed = replayRollout('rollout-crash', [
  { kind: 'Deployment', namespace: 'rec-rollout-crash', name: 'api', podLabels: {} },
])
  .judgeAll(0)
  .map((it) => ({
    ...it,
    span: { since: at(12), until: '' },
    migrated: NO_MIGRATIONS,
    log: [{ time: '', text: 'Error: no DATABASE_URL' }],
  }));

/** The log of a sql-migrate that applied the last ten of 300 migrations, in the form of the recorded ones. */
function logMany(): readonly LogLine[] {
  const status = Array.from({ length: 300 }, (_, index) => {
    const number = String(index + 1).padStart(4, '0');
    const time = index < 290 ? '2025-11-03 09:12:44' : '2026-11-23 15:00:09';
    return `| ${number}_change.up.sql | ${time} +0000 UTC |`;
  });
  const frame = '+---+---+';
  const table = [frame, '| MIGRATION | APPLIED |', frame, ...status, frame];
  const lines = ['Running sql-migrate up', 'Applied 10 migrations', 'Running sql-migrate status'];
  return [...lines, ...table].map((text) => ({ time: '2026-11-23T15:00:08.000000000Z', text }));
}

/** A deploy of a database that has many migrations already. */
export const MANY_MIGRATIONS = makeScenario({
  hooks: [makeResult({ log: logMany(), times: [attempt()] })],
});

const change = (more: Partial<Change>): Change => ({
  ...{ change: 'changed', apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop' },
  ...{ name: 'backend', kept: false, diff: [] },
  ...more,
});
const PLAN: Plan = {
  changes: [
    change({ diff: ['@@ -20 +20 @@', '-  image: app:4.1', '+  image: app:4.2'] }),
    change({
      ...{ change: 'added', apiVersion: 'v1', kind: 'ConfigMap', name: 'flags' },
      diff: ['+kind: ConfigMap', '+data:', '+  a: "```"'],
    }),
    change({ change: 'removed', kind: 'StatefulSet', name: 'old' }),
    change({ change: 'removed', kind: 'PersistentVolumeClaim', name: 'files', kept: true }),
    change({ change: 'noise', name: 'worker' }),
  ],
  hooks: [
    { kind: 'Job', namespace: 'shop', name: 'migrate', event: 'pre-upgrade', weight: -5 },
    { kind: 'Job', namespace: 'shop', name: 'warm-up', event: 'post-upgrade', weight: 0 },
  ],
  versions: { before: version(1, '1', '4.1'), tried: version(2, '2', '4.2') },
};

/** A plan with all kinds of changes. */
export const PLANNED: Scenario = {
  diagnosis: {
    ...{ outcome: 'planned', cause: '', advice: '', workloads: 'unchanged', hook: undefined },
    reason: describePlan(PLAN, 'app'),
  },
  facts: {
    ...{ release: 'app', namespace: 'shop', plan: PLAN, helmMs: 900, helmVersion: 'v4.3.1' },
    seen: {
      ...makeSeen({ versions: PLAN.versions, deployedBefore: 1 }),
      release: undefined,
      hooks: [],
    },
  },
  links: LINKS,
};

/** A plan whose hook was run to tell what it would do, and has printed `log`. */
export function planWithLog(log: readonly LogLine[]): Scenario {
  const { facts, links } = PLANNED;
  const run = makeResult({
    log,
    times: [attempt()],
    hook: makeHook({ name: 'app-plan-migration' }),
  });
  const migrated = { ...run.migrated, reports: run.migrated.reports.map(readAsPlanned) };
  const seen = facts.seen && { ...facts.seen, hooks: [{ ...run, migrated }] };
  const pending = migrated.reports.reduce((sum, report) => sum + report.pending, 0);
  const diagnosis = { ...PLANNED.diagnosis, reason: describePlan(PLAN, 'app', pending) };
  return { diagnosis, links, facts: { ...facts, command: 'plan', seen } };
}

/** One of each outcome. */
export const OUTCOMES: Readonly<Record<Diagnosis['outcome'], Scenario>> = {
  planned: PLANNED,
  deployed: makeScenario(
    {
      hooks: [
        makeResult({
          hook: makeHook({ kind: 'Secret', name: 'app-secret', weight: -10, phase: 'Succeeded' }),
          deciding: undefined,
        }),
        MIGRATED,
      ],
      rollout: { workloads: [workload('backend'), workload('worker')], endedEarly: undefined },
    },
    {
      more: {
        waited: {
          ms: 123_000,
          reasons: [
            'Waiting for Job shop/app-migration of the failed revision 1 (started at 2026-11-23 15:00:01 UTC) to finish',
          ],
        },
      },
    },
  ),
  'hook-failed': makeScenario(
    {
      ...FAILED,
      hooks: [
        makeFailure({
          log: readToolLog('tools/goose-failure'),
          times: [
            attempt({ finished: at(10), end: 'failed' }),
            attempt({
              number: 2,
              created: at(12),
              scheduled: at(12),
              started: at(13),
              finished: at(14),
              end: 'failed',
            }),
          ],
        }),
      ],
    },
    {
      helm: helmFailed('Error: UPGRADE FAILED: pre-upgrade hooks failed'),
      links: {
        ...LINKS,
        source: { path: SQL, line: 3, url: `https://github.com/acme/shop/blob/x/${SQL}#L3` },
      },
    },
  ),
  'hook-running': makeScenario(
    {
      ...FAILED,
      hooks: [
        unfinished(
          { kind: 'running' },
          {
            log: readToolLog('sql-migrate-stopped').slice(0, 5),
            times: [attempt({ scheduled: at(5), finished: '', end: 'open' })],
          },
        ),
      ],
    },
    { helm: helmFailed('Error: UPGRADE FAILED: context deadline exceeded') },
  ),
  'rollout-failed': makeScenario(
    {
      ...FAILED,
      hooks: [MIGRATED],
      rollout: { workloads: [...crashed, workload('worker')], endedEarly: undefined },
    },
    { helm: helmFailed('Error: UPGRADE FAILED: context deadline exceeded') },
  ),
  'deploy-failed': makeScenario(
    { ...FAILED, hooks: [] },
    {
      helm: helmFailed(
        'Error: UPGRADE FAILED: cannot patch "app" with kind Deployment: field is immutable',
      ),
    },
  ),
  blocked: makeScenario(
    {
      ...{ release: undefined, hooks: [], deployedAfter: 1, versions: undefined },
      pendingBefore: makeRelease({ status: 'pending-upgrade' }),
    },
    { helm: helmFailed('Error: x') },
  ),
  cancelled: makeScenario(
    {
      ...FAILED,
      hooks: [unfinished({ kind: 'running' }, { times: [attempt({ finished: '', end: 'open' })] })],
    },
    { helm: { exitCode: undefined, signal: 'SIGINT', lastErrors: [] }, cancelled: true },
  ),
};
