import { asActionError } from './errors.js';
import type { OwnFiles } from './files.js';
import type * as HelmRecords from './helm/records.js';
import { readRecordStore } from './helm/release.js';
import { type FollowOptions, followDeploy } from './hooks/follow.js';
import { type Observation, seeNothing } from './hooks/observation.js';
import { pace } from './hooks/pace.js';
import type { Inputs } from './inputs.js';
import type { Deploy } from './main.js';

/** What following a deploy needs from outside. */
export interface Surroundings {
  readonly files: OwnFiles;
  /** Resolves when most of what was said is written. */
  readonly written: () => Promise<void>;
}

/**
 * Follows a deploy in the cluster of its inputs. The client is loaded here, while helm already starts.
 * Never throws: what cannot be seen is part of the observation.
 */
export async function follow(
  { inputs, command, teller }: Deploy,
  { files, written }: Surroundings,
  options: FollowOptions,
): Promise<Observation> {
  try {
    const { release, namespace, kubeContext } = inputs;
    const store = readRecordStore(process.env['HELM_DRIVER']);
    const { program, env } = command;
    const records =
      store === 'sql'
        ? await askHelm({ program, env, release, namespace, kubeContext })
        : { store, namespace, release };
    const { connectCluster } = await import('./kube/cluster.js');
    const source = findKubeconfig(inputs, files);
    const access = { source, context: kubeContext, env };
    const cluster = connectCluster(access, records);
    const readLog: typeof cluster.readLog = (...asked) => pace(cluster.readLog(...asked), written);
    const seen = await followDeploy({ ...cluster, readLog }, teller, options);
    return { ...seen, refused: cluster.refusals() };
  } catch (error) {
    return seeNothing(asActionError(error));
  }
}

async function askHelm(place: Parameters<typeof HelmRecords.askHelm>[0]) {
  return (await import('./helm/records.js')).askHelm(place);
}

function findKubeconfig({ kubeconfig }: Inputs, files: OwnFiles) {
  if (kubeconfig.kind !== 'inline') return kubeconfig;
  return {
    kind: 'files',
    paths: files.kubeconfig === undefined ? [] : [files.kubeconfig],
  } as const;
}
