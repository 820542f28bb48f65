import type { ActionError } from '../errors.js';
import type { Cause } from './cause.js';
import type { HelmExit } from '../helm/run.js';
import type { Inputs } from '../inputs/inputs.js';
import type { DeploySeen } from '../rollout/seen.js';
import type { HookResult } from '../hooks/result.js';
import type { Workloads } from './workloads.js';

/** The closed list of outcomes, as in action.yml. */
export type Outcome =
  | 'deployed'
  | 'planned'
  | 'hook-failed'
  | 'hook-running'
  | 'rollout-failed'
  | 'deploy-failed'
  | 'blocked'
  | 'cancelled';

/** True where the run did what it was to do. */
export function isGood({ outcome }: Pick<Diagnosis, 'outcome'>): boolean {
  return outcome === 'deployed' || outcome === 'planned';
}

/** Helm's result and what was seen, as one answer. */
export interface Diagnosis {
  readonly outcome: Outcome;
  /** Who or what failed; empty when all is well. */
  readonly cause: Cause | '';
  /** One sentence, as in the annotation. */
  readonly reason: string;
  /** What to do now; empty when all is well. */
  readonly advice: string;
  readonly workloads: Workloads;
  /** The hook that decided, where one did. */
  readonly hook: HookResult | undefined;
  /** What there is to know beside the outcome, each as one text. */
  readonly notices?: readonly string[];
  /** What could not be confirmed, each as one sentence. */
  readonly warnings?: readonly string[];
}

/** All that a diagnosis is made from. */
export interface DeployFacts {
  readonly release: string;
  readonly namespace: string;
  readonly helm: HelmExit;
  readonly seen: DeploySeen;
  readonly cancelled: boolean;
  /** What sops said of a values file that it could not decrypt. */
  readonly undecrypted: ActionError | undefined;
  /** True where the release was taken back after the failure: what it had applied is gone. */
  readonly isRolledBack?: boolean;
  /** The revision to which the run was to take the release back; undefined of a deploy. */
  readonly rollbackTo?: number;
  /** True where helm was only asked what it would do. */
  readonly isPlan?: boolean;
  /** What the step asked helm for; undefined where it is not known. */
  readonly asked?: Pick<Inputs, 'createNamespace' | 'helmArgs'> &
    Partial<Pick<Inputs, 'timeoutSeconds'>>;
}

/** A diagnosis as its cause gives it. */
export type Answer = Omit<Diagnosis, 'workloads'>;
