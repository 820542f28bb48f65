import type { ActionError } from '../errors.js';
import type { GuardCluster } from '../guard/options.js';
import type { Cluster } from '../follow/options.js';
import type { Records } from '../helm/records.js';
import { type ClientSource, createClient } from './client.js';
import { connectCluster } from './cluster.js';
import { type GuardTarget, openGuardCluster } from './guard-cluster.js';
import type { ReadSecret } from '../secrets/secret-reads.js';
import type { ObjectStore } from '../dry-run/store.js';
import { openObjects } from './objects.js';
import type { RecordList, RecordLocation } from './release-records.js';
import { openSecrets } from './secrets.js';

/** How helm reaches the cluster: its kubeconfig, the context in it, and its environment. */
export interface Access {
  readonly source: ClientSource;
  readonly context: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Is told each secret that we log in with. */
  readonly onSecret: (secret: string) => void;
}

/** One login to one cluster, for all that is done with one release. */
export interface Connection {
  /** What one operation of helm is followed with. */
  follow(records: RecordLocation | Records): Cluster;
  readonly guard: GuardCluster;
  readonly readSecret: ReadSecret;
  readonly objects: ObjectStore;
  /** What was refused because a permission is missing, as it stands now; each right once. */
  refusals(): readonly ActionError[];
}

/** Logs in where helm does; sends nothing yet. Throws ActionError when the kubeconfig cannot be used. */
export function openConnection(
  { source, context, env, onSecret }: Access,
  place: Omit<GuardTarget, 'onListed'>,
): Connection {
  const client = createClient(source, context, { env, onSecret });
  let listed: RecordList | undefined;
  const follow: Connection['follow'] = (records) => {
    // The guard's last list is good for one operation: it is of the moment before.
    const known = 'store' in records ? { ...records, listed } : records;
    listed = undefined;
    return connectCluster(client, known);
  };
  const { namespace, release } = place;
  const onListed = (list: RecordList) => {
    listed = list;
  };
  const hooks = connectCluster(client, { store: 'secrets', namespace, release });
  return {
    follow,
    guard: openGuardCluster(client, { ...place, onListed }, hooks),
    readSecret: openSecrets(client),
    objects: openObjects(client),
    refusals: () => client.refusals(),
  };
}
