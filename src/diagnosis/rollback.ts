import type { HelmCommand } from '../helm/args.js';
import type { HelmExit } from '../helm/run.js';
import type { Observation } from '../hooks/observation.js';
import type { Diagnosis } from './diagnosis.js';
import { findHelmError } from './helm-error.js';

/** What came of `atomic` after a failure. */
export type Rollback =
  | {
      readonly kind: 'done';
      readonly to: number;
      readonly helm: HelmExit;
      readonly seen: Observation;
    }
  /** A hook is still at work, or the run was cancelled. */
  | ({ readonly kind: 'left' } & Way)
  /** Without `atomic`. */
  | ({ readonly kind: 'not-wanted' } & Way);

/** How a person takes the release back. */
interface Way {
  readonly to: number;
  readonly command: HelmCommand;
}

/**
 * The diagnosis with what became of the rollback, undefined where there is no revision to go back to; the first cause
 * stays the reason.
 */
export function addRollback(diagnosis: Diagnosis, rollback: Rollback | undefined): Diagnosis {
  if (rollback === undefined || rollback.kind === 'not-wanted')
    return addWayBack(diagnosis, rollback);
  const to = `revision ${String(rollback.to)}`;
  if (rollback.kind === 'left') {
    const advice = `It was not rolled back to ${to}. When its hooks have finished, run: ${showCommand(rollback)}`;
    return { ...diagnosis, advice: join(diagnosis.advice, advice) };
  }
  if (isGood(rollback))
    return {
      ...diagnosis,
      reason: `${diagnosis.reason} (rolled back to ${to})`,
      workloads: 'rolled-back',
    };
  const why = findFailure(rollback);
  const advice = `Check what runs now: helm status and kubectl get pods. The rollback to ${to} failed too.`;
  return {
    ...diagnosis,
    reason: `${diagnosis.reason} (and the rollback to ${to} failed: ${why})`,
    advice: join(diagnosis.advice, advice),
    workloads: 'changed',
  };
}

/** A `post-*` hook fails when the new version already runs, which is easily taken for a deploy that did nothing. */
function addWayBack(diagnosis: Diagnosis, rollback: Way | undefined): Diagnosis {
  const event = diagnosis.hook?.event ?? '';
  if (diagnosis.outcome !== 'hook-failed' || !event.startsWith('post-')) return diagnosis;
  const state = `The new version already runs: helm applied it before its ${event} hooks.`;
  const back =
    rollback === undefined
      ? ''
      : `To go back to revision ${String(rollback.to)}, run: ${showCommand(rollback)}`;
  return { ...diagnosis, advice: join(state, diagnosis.advice, back) };
}

function showCommand({ command }: Way): string {
  return ['helm', ...command.args.filter((arg) => arg !== '--')].join(' ');
}

/** True where helm, its record and the hooks of the rollback all say that it succeeded. */
export function isRolledBack(rollback: Rollback | undefined): boolean {
  return rollback?.kind === 'done' && isGood(rollback);
}

function isGood({ helm, seen }: Extract<Rollback, { kind: 'done' }>): boolean {
  const hasFailed = seen.hooks.some(({ verdict }) => verdict.kind === 'failed');
  const status = seen.release?.status ?? 'deployed';
  return helm.exitCode === 0 && status === 'deployed' && !hasFailed;
}

function findFailure({ helm, seen }: Extract<Rollback, { kind: 'done' }>): string {
  const failed = seen.hooks.find(({ verdict }) => verdict.kind === 'failed');
  if (failed !== undefined) return `${failed.hook.kind} ${failed.hook.name} failed`;
  if (helm.exitCode === 0 && seen.release !== undefined)
    return `revision ${String(seen.release.revision)} is ${seen.release.status}`;
  return findHelmError(helm.lastErrors) || `helm ended with exit code ${String(helm.exitCode)}`;
}

function join(...texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join(' ');
}

/** The hooks of the deploy and of its rollback; what is deployed after both. */
export function mergeSeen(seen: Observation, rollback: Rollback | undefined): Observation {
  if (rollback?.kind !== 'done') return seen;
  const { hooks, deployedAfter, blind } = rollback.seen;
  return {
    ...seen,
    hooks: [...seen.hooks, ...hooks],
    deployedAfter: deployedAfter ?? seen.deployedAfter,
    blind: [...seen.blind, ...blind],
  };
}
