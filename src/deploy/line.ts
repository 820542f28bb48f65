import type { OwnFiles } from '../folder/files.js';
import type { HelmQuery, RecordHistory } from '../helm/ask-helm.js';
import type { Execute } from '../helm/execute.js';
import type { Records } from '../helm/records.js';
import { readRecordStore, type RecordStore } from '../helm/release.js';
import type { Inputs } from '../inputs/inputs.js';
import type { ClientSource } from '../kube/client.js';
import type { Connection } from '../kube/connection.js';
import type { RecordLocation } from '../kube/release-records.js';
import type { SecretMasker } from '../secrets/secret-masker.js';
import type { Deploy } from './deps.js';

/** What opening a connection needs from outside. */
export interface LineOptions {
  readonly files: OwnFiles;
  readonly execute: Execute;
  /** What must not be shown. */
  readonly masker: SecretMasker;
}

/** An open connection, and where the records are. */
export interface Line {
  readonly connection: Connection;
  readonly store: RecordStore;
  readonly records: RecordLocation | (Records & RecordHistory);
}

/** Logs in where helm does; sends nothing to the cluster yet. Throws ActionError. */
export async function openLine(
  { inputs, command }: Deploy,
  { files, masker, execute }: LineOptions,
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

/** What a credential plugin or OIDC looks for is beside the file that helm gets. */
function findKubeconfig({ kubeconfig }: Inputs, { kubeconfig: path }: OwnFiles): ClientSource {
  if (kubeconfig.kind === 'in-cluster') return kubeconfig;
  const { kind, files } = kubeconfig;
  const isOurs = kind === 'inline' && path !== undefined;
  return { kind: 'files', files: isOurs ? files.map((file) => ({ ...file, path })) : files };
}
