import type { ActionError } from './errors.js';
import type { HelmCommand } from './helm/args.js';
import type { HelmExit } from './helm/run.js';
import type { FollowOptions } from './hooks/follow.js';
import type { HookListener } from './hooks/listener.js';
import type { Observation } from './hooks/observation.js';
import type { Inputs } from './inputs.js';
import { diagnose, type Diagnosis } from './report/diagnose.js';

/** What happens in a deploy, told as it happens. */
export interface Teller extends HookListener {
  say(text: string): void;
  onHelmLine(line: string): void;
  close(): Promise<void>;
}

/** One deploy, checked and ready to start. */
export interface Deploy {
  readonly inputs: Inputs;
  readonly command: HelmCommand;
  readonly teller: Teller;
}

/** What came of a deploy. */
export interface DeployResult {
  readonly diagnosis: Diagnosis;
  readonly helm: HelmExit;
  readonly seen: Observation;
  readonly helmMs: number;
}

/** Everything outside: the clock, helm, the cluster. */
export interface World {
  now(): number;
  /** Aborts when the runner cancels the step. */
  readonly cancelled: AbortSignal;
  /** `stop` aborts when helm is to be ended early. */
  runHelm(
    command: HelmCommand,
    onLine: (line: string) => void,
    stop: AbortSignal,
  ): Promise<HelmExit>;
  /** Never throws, and never delays helm. */
  follow(deploy: Deploy, options: FollowOptions): Promise<Observation>;
  /** Why the encrypted values cannot be decrypted, or undefined when they can. */
  explainDecryption(deploy: Deploy): Promise<ActionError | undefined>;
}

/** Deploys with helm and follows the hooks while it runs. A failed migration is a result, not an exception. */
export async function main(world: World, deploy: Deploy): Promise<DeployResult> {
  const { inputs, command, teller } = deploy;
  const helmEnded = new AbortController();
  const startedAt = world.now();
  teller.say(
    `Deploying release ${inputs.release} to namespace ${inputs.namespace} of ${inputs.server}`,
  );
  const running = world
    .runHelm(command, (line) => teller.onHelmLine(line))
    .then((exit) => ({ helm: exit, helmMs: world.now() - startedAt }))
    .finally(() => helmEnded.abort());
  const [seen] = await Promise.all([
    world.follow(deploy, {
      startedAt,
      helmEnded: helmEnded.signal,
      cancelled: world.cancelled,
      withJobs: inputs.waitForJobs,
    }),
    // A helm that cannot be started ends the follower, too.
    running.catch(() => undefined),
  ]);
  await teller.close();
  const { helm, helmMs } = await running;
  const { release, namespace } = inputs;
  const cancelled = world.cancelled.aborted;
  const begun = helm.exitCode === 0 || cancelled || seen.release !== undefined;
  const undecrypted = begun ? undefined : await world.explainDecryption(deploy);
  const diagnosis = diagnose({ release, namespace, helm, seen, cancelled, undecrypted });
  return { diagnosis, helm, seen, helmMs };
}
