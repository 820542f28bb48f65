import { concludeVerdict } from '../hooks/failures.js';
import { nameVerdict } from '../hooks/verdict.js';
import type { HookResult } from '../hooks/result.js';
import type { Diagnosis } from '../diagnosis/diagnosis.js';
import type { Change } from '../plan/compare.js';
import { explainFailure } from '../diagnosis/failure-text.js';
import { listReports } from '../rollout/seen.js';
import { escapeLine } from '../text/escape.js';
import { describeRollout } from './rollout.js';
import type { ReportFacts } from './facts.js';
import { describeMigrations, formatTotal } from './migration-outputs.js';

/** Every output of action.yml, by name. */
export interface Outputs {
  readonly outcome: string;
  readonly cause: string;
  readonly reason: string;
  readonly advice: string;
  readonly hook: string;
  readonly workloads: string;
  readonly namespace: string;
  readonly revision: string;
  readonly 'deployed-revision': string;
  readonly 'exit-code': string;
  readonly 'helm-exit-code': string;
  readonly hooks: string;
  readonly rollout: string;
  readonly migrations: string;
  readonly applied: string;
  readonly pending: string;
  readonly changes: string;
  readonly duration: string;
  readonly 'log-file': string;
}

/** What the outputs are made from, beside the diagnosis. */
export interface OutputFacts extends ReportFacts {
  readonly helmExitCode: number | undefined;
  readonly logFile: string | undefined;
}

/**
 * The outputs as text; what is not known is empty, and a list that is not known is `[]`. All text from the
 * cluster is plain and of one line: a later step may print it.
 */
export function makeOutputs(diagnosis: Diagnosis, facts: OutputFacts): Outputs {
  const hooks = facts.seen?.hooks ?? [];
  const reports = listReports(facts.seen);
  return {
    outcome: diagnosis.outcome,
    cause: diagnosis.cause,
    reason: escapeLine(diagnosis.reason),
    advice: escapeLine(diagnosis.advice),
    hook: diagnosis.hook?.hook.name ?? '',
    workloads: diagnosis.workloads,
    namespace: facts.namespace,
    revision: text(facts.seen?.release?.revision),
    'deployed-revision': text(readRevision(facts.seen?.deployedAfter)),
    'exit-code': text(diagnosis.hook?.deciding?.exitCode),
    'helm-exit-code': text(facts.helmExitCode),
    hooks: toJson(hooks.map((hook) => describeHook(hook, concludeVerdict(facts.seen, hook)))),
    rollout: toJson(describeRollout(facts.seen)),
    migrations: toJson(describeMigrations(reports)),
    applied: formatTotal(reports, 'applied'),
    pending: formatTotal(reports, 'pending'),
    changes: toJson(listChanges(facts)),
    duration: facts.helmMs === undefined ? '' : String(Math.round(facts.helmMs / 1_000)),
    'log-file': facts.logFile ?? '',
  };
}

function toJson(list: readonly object[]): string {
  return JSON.stringify(list, (_key, value: unknown) =>
    typeof value === 'string' ? escapeLine(value) : value,
  );
}

function describeHook(result: HookResult, verdict: HookResult['verdict']) {
  const { hook, event, attempts, started, finished, deciding } = result;
  return {
    kind: hook.kind,
    namespace: hook.namespace,
    name: hook.name,
    event,
    weight: hook.weight,
    verdict: nameVerdict(hook, verdict),
    attempts,
    started,
    finished,
    exitCode: deciding?.exitCode ?? null,
    reason: verdict.kind === 'failed' ? explainFailure(result, verdict) : '',
  };
}

/** What changes with each rendering is no change of this deploy. */
function listChanges({ plan }: ReportFacts): readonly object[] {
  return plan === undefined
    ? []
    : plan.changes.filter(({ change }) => change !== 'noise').map(describeChange);
}

function describeChange({ change, apiVersion, kind, namespace, name, kept }: Change) {
  return { change, apiVersion, kind, namespace, name, kept };
}

function readRevision(deployed: number | 'none' | undefined): number | undefined {
  return deployed === 'none' ? undefined : deployed;
}

function text(value: number | undefined): string {
  return value === undefined ? '' : String(value);
}
