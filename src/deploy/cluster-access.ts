import type { Execute } from '../helm/execute.js';
import { ActionError, asActionError } from '../errors.js';
import type { OwnFiles } from '../folder/files.js';
import type { Clearance } from '../guard/clearance.js';
import type { GuardOptions } from '../guard/options.js';
import type { Run } from '../guard/lease.js';
import type { HelmQuery, RecordHistory } from '../helm/ask-helm.js';
import { readRecordStore, type RecordStore } from '../helm/release.js';
import type { RolloutCluster } from '../follow/rollout-cluster.js';
import { asFollowed } from './followed-records.js';
import { maskRecords } from './mask-records.js';
import { redactHooks, redactRollout } from './redacting-cluster.js';
import type { SecretMasker } from '../secrets/secret-masker.js';
import { emptyObservation } from '../hooks/observation.js';
import { pace } from '../logs/pace.js';
import { pause } from '../time/pulse.js';
import type { Records } from '../helm/records.js';
import type { Inputs } from '../inputs/inputs.js';
import type { ClientSource } from '../kube/client.js';
import type { Connection } from '../kube/connection.js';
import type { RecordLocation } from '../kube/release-records.js';
import type { DeploySeen } from '../rollout/seen.js';
import type { Deploy, Following, DeployDeps } from './deps.js';
import type { PlanDeps } from './plan.js';
import { readStanding } from './standing.js';

/** What a deploy's part in the cluster needs from outside. */
export interface Surroundings {
  readonly files: OwnFiles;
  readonly execute: Execute;
  /** What must not be shown. */
  readonly masker: SecretMasker;
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
  Pick<PlanDeps, 'readStanding'>;

const REPAIR_MS = 2_000;

/**
 * The cluster of the inputs, connected when it is first asked for: the client is loaded then, while all else begins.
 */
export function connect(deploy: Deploy, surroundings: Surroundings): InCluster {
  const { deadline } = surroundings;
  const opening = open(deploy, surroundings).catch(asActionError);
  return {
    guard: async () => await guard(await opening, deploy, surroundings),
    follow: async (_deploy, following) =>
      await follow(await opening, { ...deploy, ...surroundings }, following),
    readStanding: async () => {
      const line = await opening;
      if (line instanceof ActionError) throw line;
      return await readStanding(line, surroundings);
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

/** An open connection, and where the records are. */
interface Line {
  readonly connection: Connection;
  readonly store: RecordStore;
  readonly records: RecordLocation | (Records & RecordHistory);
}

async function open(
  { inputs, command }: Deploy,
  { files, masker, execute }: Surroundings,
): Promise<Line> {
  const { release, namespace, kubeContext } = inputs;
  const { program, env } = command;
  const store = readRecordStore(env['HELM_DRIVER']);
  const [{ openConnection }, byHelm] = await Promise.all([
    import('../kube/connection.js'),
    store === 'sql'
      ? askHelm({ program, env, execute, release, namespace, kubeContext })
      : undefined,
  ]);
  const onSecret = (value: string) => {
    masker.add([{ origin: 'the login to the cluster', name: 'token', value }]);
  };
  const source = findKubeconfig(inputs, files);
  const access = { source, context: kubeContext, env, onSecret };
  const history = async () => (await byHelm?.listRecords()) ?? [];
  const connection = openConnection(access, { release, namespace, store, history });
  const records = store === 'sql' ? undefined : { store, namespace, release };
  return {
    connection,
    store,
    records: byHelm ?? records ?? { store: 'secrets', namespace, release },
  };
}

async function askHelm(place: HelmQuery): Promise<Records & RecordHistory> {
  return (await import('../helm/ask-helm.js')).askHelm(place);
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

/** What a credential plugin or OIDC looks for is beside the file that helm gets. */
function findKubeconfig({ kubeconfig }: Inputs, { kubeconfig: path }: OwnFiles): ClientSource {
  if (kubeconfig.kind === 'in-cluster') return kubeconfig;
  const { kind, files } = kubeconfig;
  const isOurs = kind === 'inline' && path !== undefined;
  return { kind: 'files', files: isOurs ? files.map((file) => ({ ...file, path })) : files };
}
