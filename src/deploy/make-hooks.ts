import type { RenderedHook } from '../dry-run/rendered-hooks.js';
import { type DryRunSeen, runHooks } from '../dry-run/run.js';
import { pace } from '../logs/pace.js';
import type { Run } from '../guard/lease.js';
import type { Connection } from '../kube/connection.js';
import type { SecretMasker } from '../secrets/secret-masker.js';
import type { Deploy } from './deps.js';
import { redactHooks } from './redacting-cluster.js';

/** Where the hooks of a dry run are made, and whom it tells. */
export interface DryRunPlace {
  readonly connection: Pick<Connection, 'guard' | 'readSecret' | 'objects'>;
  readonly deploy: Deploy;
  readonly masker: SecretMasker;
  /** Resolves when most of what was said is written. */
  readonly written: () => Promise<void>;
  readonly cancelled: AbortSignal;
  readonly deadline: AbortSignal;
  readonly run: Run;
}

/** Runs hooks as a dry run; what their Pods use of secrets is known before a line of theirs comes. Never throws. */
export async function makeHooks(
  hooks: readonly RenderedHook[],
  event: string,
  { connection, deploy, masker, written, cancelled, deadline, run }: DryRunPlace,
): Promise<DryRunSeen> {
  const { readSecret, guard, objects } = connection;
  const { release, timeoutSeconds, failFastMs, hideLogs } = deploy.inputs;
  const cluster = redactHooks(guard.hooks, { masker, readSecret });
  const readLog: typeof cluster.readLog = (...asked) => pace(cluster.readLog(...asked), written);
  return await runHooks(hooks, event, {
    ...{ objects, hideLogs, cancelled, deadline, failFastMs },
    ...{ listener: deploy.reporter, timeoutMs: timeoutSeconds * 1_000 },
    cluster: { ...cluster, readLog },
    plan: { release, id: run.id },
  });
}
