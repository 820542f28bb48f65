import { ActionError, asActionError } from '../errors.js';
import type { Clearance } from '../guard/clearance.js';
import type { GuardOptions } from '../guard/options.js';
import type { Run } from '../guard/lease.js';
import type { RolloutCluster } from '../follow/rollout-cluster.js';
import { asFollowed } from './followed-records.js';
import { maskRecords } from './mask-records.js';
import { redactHooks, redactRollout } from './redacting-cluster.js';
import { emptyObservation } from '../hooks/observation.js';
import { pace } from '../logs/pace.js';
import { pause } from '../time/pulse.js';
import type { DeploySeen } from '../rollout/seen.js';
import type { Deploy, Following, DeployDeps } from './deps.js';
import { type Line, type LineOptions, openLine } from './line.js';
import type { PlanDeps } from './planning.js';
import { findActiveHook, readStanding } from './standing.js';

/** What a deploy's part in the cluster needs from outside. */
export interface Surroundings extends LineOptions {
  /** Resolves when most of what was said is written. */
  readonly written: () => Promise<void>;
  readonly cancelled: AbortSignal;
  /** After a cancel, nothing is begun any more when this aborts. */
  readonly deadline: AbortSignal;
  /** Who we are, for other runs. */
  readonly run: Run;
  /** True where another run is known to be over. Never throws. */
  readonly isOver: GuardOptions['isOver'];
}

/** What of it is in the cluster. */
export type InCluster = Pick<DeployDeps, 'guard' | 'follow' | 'markFailed'> &
  Pick<PlanDeps, 'readStanding' | 'findActiveHook' | 'runHooks'>;

const REPAIR_MS = 2_000;

/**
 * The cluster of the inputs, connected when it is first asked for: the client is loaded then, while all else begins.
 */
export function connect(deploy: Deploy, surroundings: Surroundings): InCluster {
  const { deadline } = surroundings;
  const opening = openLine(deploy, surroundings).catch(asActionError);
  return {
    guard: async () => await guard(await opening, deploy, surroundings),
    follow: async (_deploy, following) =>
      await follow(await opening, { ...deploy, ...surroundings }, following),
    readStanding: async () => await readStanding(await reach(opening), surroundings),
    findActiveHook: async () => await findActiveHook(await reach(opening), surroundings),
    runHooks: async (hooks, event) => {
      const { connection } = await reach(opening);
      const place = { connection, deploy, ...surroundings };
      return await (await loadDryRun()).makeHooks(hooks, event, place);
    },
    markFailed: async (revision) => {
      const line = await opening;
      if (line instanceof ActionError) return false;
      return await line.connection.guard
        .markFailed(revision, AbortSignal.any([deadline, AbortSignal.timeout(REPAIR_MS)]))
        .catch(() => false);
    },
  };
}

/** What cannot go on without the cluster. Throws ActionError. */
async function reach(opening: Promise<Line | ActionError>): Promise<Line> {
  const line = await opening;
  if (line instanceof ActionError) throw line;
  return line;
}

/** Loaded where a plan runs hooks. */
async function loadDryRun() {
  return await import('./make-hooks.js');
}

/** Where we cannot log in though helm may, the deploy goes on unguarded: the observation says why. */
async function guard(
  line: Line | ActionError,
  { inputs, reporter }: Deploy,
  { cancelled, run, masker, isOver }: Surroundings,
): Promise<Clearance> {
  if (line instanceof ActionError)
    return { kind: 'clear', deployed: undefined, earlier: [], release: () => Promise.resolve() };
  const { preflight } = await import('../guard/guard.js');
  const { release, command, policy, hideLogs } = inputs;
  const say = (text: string) => {
    reporter.say(text);
  };
  const options = {
    ...{ release, command, policy, hideLogs, run, cancelled, isOver },
    ...{ pause, say, loadFollower, listener: reporter },
  };
  const { guard: guardCluster, readSecret } = line.connection;
  const hooks = redactHooks(guardCluster.hooks, { masker, readSecret });
  return await preflight({ ...guardCluster, hooks }, options);
}

async function loadFollower() {
  return (await import('../guard/active-hook-follower.js')).ActiveHookFollower;
}

/** Never throws: what cannot be seen is part of the observation. */
async function follow(
  line: Line | ActionError,
  { inputs, reporter, written, masker }: Pick<Deploy, 'inputs' | 'reporter'> & Surroundings,
  following: Following,
): Promise<DeploySeen> {
  try {
    if (line instanceof ActionError) return emptyObservation(line);
    // It has the readers of logs and of migrations with it: helm starts before they are loaded.
    const { followDeploy } = await import('../follow/follow.js');
    const { connection, records } = line;
    const { readSecret } = connection;
    const all = maskRecords(connection.follow(records), { masker, startedAt: following.startedAt });
    const cluster = redactHooks(all, { masker, readSecret });
    const readLog: typeof cluster.readLog = (...asked) => pace(cluster.readLog(...asked), written);
    const whole = asFollowed(cluster, inputs.hideLogs, following);
    const workloads = all.rollout && redactRollout(all.rollout, { masker, readSecret });
    const rollout = workloads && {
      ...workloads,
      readLog: (...asked: Parameters<RolloutCluster['readLog']>) =>
        pace(workloads.readLog(...asked), written),
    };
    const parts = { ...cluster, ...whole, readLog, ...(rollout && { rollout }) };
    const seen = await followDeploy(parts, reporter, following);
    return { ...seen, refused: connection.refusals() };
  } catch (error) {
    return emptyObservation(asActionError(error));
  }
}
