import { persist, type Persistence } from '../time/retry.js';
import type { Clearance } from './clearance.js';
import { type Deployed, findDeployed } from './deployed.js';
import type { KeptRevision } from '../helm/rollback-target.js';
import { type ActiveHook } from './active.js';
import { decide, type Decision, type Rules, type Sight } from './decide.js';
import type { ActiveHookFollower } from './active-hook-follower.js';
import { LeaseHold } from './hold.js';
import type { Left } from './lease.js';
import type { GuardOptions, GuardCluster } from './options.js';
import { makeRunCheck, type RunCheck } from './run-check.js';
import { sayOnceAMinute } from './repetition.js';
import { endHooks, passOver, suspendHooks } from './replace.js';
import { look } from './sight.js';
import { WaitLog } from './waited.js';

const LOOK_EVERY_MS = 1_000;
/**
 * Before anything was seen, the cluster gets some 5 s to answer: helm would fail by then. Who has waited for minutes is
 * patient.
 */
const TRIES = { first: 8, waiting: 60 };
/** The records of a release may be ten megabytes, and the way to the cluster long. */
const TRY_MS = 15_000;

/**
 * Waits until helm may start, as the policy allows: no other deploy of ours, no active hook, no pending release. Throws
 * ActionError where the cluster does not let us see that.
 */
export async function preflight(cluster: GuardCluster, options: GuardOptions): Promise<Clearance> {
  const guard = new Guard(cluster, options);
  try {
    return await guard.clear();
  } catch (error) {
    await guard.end();
    if (options.cancelled.aborted) return { kind: 'cancelled', deployed: guard.deployed };
    throw error;
  }
}

class Guard {
  private readonly cluster: GuardCluster;
  private readonly options: GuardOptions;
  private readonly hold: LeaseHold;
  private follower: ActiveHookFollower | undefined;
  /** As last seen. */
  deployed: Deployed;
  private earlier: readonly KeptRevision[] = [];
  private readonly waiting = new WaitLog();
  private lastActive: number | undefined;
  private maySuspend = true;
  private readonly isOver: RunCheck;
  private readonly say: (text: string) => void;
  private readonly rules: Rules;

  constructor(cluster: GuardCluster, options: GuardOptions) {
    this.cluster = cluster;
    this.options = options;
    this.hold = new LeaseHold(cluster.leases, options);
    this.isOver = makeRunCheck(options, cluster.leases);
    this.say = sayOnceAMinute(options.say, cluster.leases);
    this.rules = { ...options.policy, command: options.command };
  }

  async clear(): Promise<Clearance> {
    for (;;) {
      const decision = this.decide(await this.look());
      if (this.options.cancelled.aborted) {
        await this.end();
        return { kind: 'cancelled', deployed: this.deployed };
      }
      const clearance = await this.act(decision);
      if (clearance !== undefined) return clearance;
    }
  }

  /** Helm was not started: all is as it was. */
  async end(): Promise<void> {
    await this.follower?.end();
    await this.hold.release('clean', false);
  }

  /** One look, the Lease first: what is seen without it may be another deploy's doing. */
  private async look(): Promise<Sight> {
    const insistently = this.persistence;
    const tried = await persist((until) => this.hold.tryAcquire(until), insistently);
    if (tried.kind === 'taken') return { kind: 'deploy-running', by: tried.by };
    const left = this.hold.predecessor;
    const { leases } = this.cluster;
    const facts = { left, now: () => leases.now(), isOver: () => this.isOver(left) };
    const sight = await persist((until) => look(this.cluster, facts, until), insistently);
    if (sight.kind === 'released') {
      this.deployed = findDeployed(sight.revisions);
      this.earlier = sight.kept;
    }
    return sight;
  }

  /** How hard we try to look. */
  private get persistence(): Persistence {
    const { cancelled: signal, pause } = this.options;
    const tries = this.waiting.hasBegun ? TRIES.waiting : TRIES.first;
    const onTrouble: Persistence['onTrouble'] = ({ message }) =>
      this.say(`Trying again: ${message}`);
    return { tries, signal, pause, tryMs: TRY_MS, onTrouble };
  }

  private decide(sight: Sight): Decision {
    const now = this.cluster.leases.now();
    if (sight.kind === 'released' && sight.active.length > 0) this.lastActive = now;
    const since = (moment: number | undefined) => (moment === undefined ? undefined : now - moment);
    return decide(sight, this.rules, {
      now,
      waited: this.waiting.read(now)?.ms ?? 0,
      sinceActive: since(this.lastActive),
      maySuspend: this.maySuspend,
    });
  }

  private async act(decision: Decision): Promise<Clearance | undefined> {
    if ('why' in decision) {
      this.waiting.note(decision.why);
      this.say(decision.why);
    }
    switch (decision.kind) {
      case 'go': {
        await this.follower?.end();
        for (const warning of decision.warnings) this.options.listener.onWarning(warning);
        const release = (left: Left) => this.hold.release(left, true);
        const waited = this.waiting.read(this.cluster.leases.now());
        return { kind: 'clear', deployed: this.deployed, earlier: this.earlier, waited, release };
      }
      case 'blocked':
        await this.end();
        return { ...decision, deployed: this.deployed };
      case 'recover':
        await this.recover(decision.release.revision);
        return undefined;
      case 'suspend':
        await this.suspend(decision.active);
        return undefined;
      case 'wait':
      case 'replace':
        await this.wait(decision.active, decision.kind);
        return undefined;
      default:
        return decision satisfies never;
    }
  }

  private async follow(active: readonly ActiveHook[]): Promise<void> {
    const Follower = await this.options.loadFollower();
    this.follower ??= new Follower(this.cluster.hooks, this.options);
    this.follower.follow(active);
  }

  private async wait(active: readonly ActiveHook[], action: 'wait' | 'replace'): Promise<void> {
    await this.follow(active);
    if (action === 'replace') await endHooks(this.cluster, active, this.options.cancelled);
    await this.rest();
  }

  private async suspend(active: readonly ActiveHook[]): Promise<void> {
    await this.follow(active);
    this.maySuspend = await suspendHooks(this.cluster, active, this.options.cancelled);
    await this.rest();
  }

  /** Where something else wrote the record at the same moment, the next look tells what. */
  private async recover(revision: number): Promise<void> {
    const isDone = await passOver(this.cluster.markFailed(revision, this.options.cancelled));
    if (!isDone) await this.rest();
  }

  /** Until the next look. */
  private async rest(): Promise<void> {
    this.waiting.begin(this.cluster.leases.now());
    await this.options.pause(LOOK_EVERY_MS, this.options.cancelled);
  }
}
