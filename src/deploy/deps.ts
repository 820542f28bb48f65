import type { ActionError } from '../errors.js';
import type { Clearance } from '../guard/clearance.js';
import type { HelmCommand } from '../helm/args.js';
import type { HelmExit } from '../helm/run.js';
import type { FollowOptions } from '../follow/options.js';
import type { DeployListener } from '../follow/listener.js';
import type { DeploySeen } from '../rollout/seen.js';
import type { Inputs } from '../inputs/inputs.js';

/** What happens in a deploy, told as it happens. */
export interface Reporter extends DeployListener {
  say(text: string): void;
  /** One line of our own words and of inputs alone: nothing in it is to be hidden. */
  announce(text: string): void;
  onHelmLine(line: string): void;
  close(): Promise<void>;
}

/** One deploy, checked and ready to start. */
export interface Deploy {
  readonly inputs: Inputs;
  readonly command: HelmCommand;
  /** The command that takes the release back to a revision. */
  readonly rollbackTo: (revision: number) => HelmCommand;
  readonly reporter: Reporter;
}

/** What came of one run of helm, as it ended and as it was seen. */
export interface Operation {
  readonly helm: HelmExit;
  readonly seen: DeploySeen;
  readonly helmMs: number;
}

/** What kind of operation is followed, beside when. */
export type Following = FollowOptions & { readonly isRollback: boolean };

/** Everything outside: the clock, helm, the cluster. */
export interface DeployDeps {
  now(): number;
  /** Aborts when the runner cancels the step. */
  readonly cancelled: AbortSignal;
  /** Waits until helm may start. Throws ActionError where the cluster does not let us see that. */
  guard(deploy: Deploy): Promise<Clearance>;
  /** `stop` aborts when helm is to be ended early. */
  runHelm(
    command: HelmCommand,
    onLine: (line: string) => void,
    stop: AbortSignal,
  ): Promise<HelmExit>;
  /** Never throws, and never delays helm. */
  follow(deploy: Deploy, following: Following): Promise<DeploySeen>;
  /** Marks a revision that helm left pending as failed; false where it could not. Never throws. */
  markFailed(revision: number): Promise<boolean>;
  /** Why the encrypted values cannot be decrypted, or undefined when they can. */
  explainDecryption(deploy: Deploy): Promise<ActionError | undefined>;
}
