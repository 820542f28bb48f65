import type { HookAtWork } from '../dry-run/dry-run.js';
import type { RecordHistory } from '../helm/ask-helm.js';
import type { RecordLabel, Records, ReleaseRecord } from '../helm/records.js';
import type { Connection } from '../kube/connection.js';
import type { RecordLocation } from '../kube/release-records.js';
import type { SecretMasker } from '../secrets/secret-masker.js';
import type { Standing } from './planning.js';

/** Helm upgrades from these where no revision is deployed (`prepareUpgrade` in `pkg/action/upgrade.go`, v4.3.1). */
const UPGRADED: ReadonlySet<string> = new Set(['failed', 'superseded']);

/** Where the records are: a store with labels, or what helm lists whole. */
export interface Archive {
  readonly connection: Pick<Connection, 'follow'>;
  readonly records: RecordLocation | (Records & RecordHistory);
}

/** Reads what the records tell of a release, and hides the Secrets in it. Throws ActionError. */
export async function readStanding(
  { connection, records }: Archive,
  { masker, cancelled }: { readonly masker: SecretMasker; readonly cancelled: AbortSignal },
): Promise<Standing> {
  const standing =
    'listRecords' in records
      ? await chooseFrom(await records.listRecords())
      : await chooseStored(connection.follow(records), cancelled);
  if (standing.record !== undefined) masker.addRelease(standing.record, true);
  return standing;
}

/** A hook of the release that is at work, by its objects. Throws ActionError. */
export async function findActiveHook(
  { connection: { guard } }: { readonly connection: Pick<Connection, 'guard'> },
  { cancelled }: { readonly cancelled: AbortSignal },
): Promise<HookAtWork | undefined> {
  const { look } = await import('../guard/sight.js');
  const isOver = () => Promise.resolve(false);
  const facts = { left: undefined, now: () => guard.leases.now(), isOver };
  const sight = await look(guard, facts, cancelled);
  const [active] = sight.kind === 'released' ? sight.active : [];
  if (active === undefined) return undefined;
  const { hook, release, because } = active;
  return { hook, revision: release.revision, because };
}

async function chooseStored(
  records: Pick<Records, 'listRecordLabels' | 'readRecord'>,
  signal: AbortSignal,
): Promise<Standing> {
  const labels = await records.listRecordLabels(signal);
  return await choose(labels, (revision) => records.readRecord(revision, signal));
}

async function chooseFrom(all: readonly ReleaseRecord[]): Promise<Standing> {
  const labels = all.map(({ release: { revision, status } }) => ({ revision, status }));
  return await choose(labels, (asked) =>
    Promise.resolve(all.find(({ release }) => release.revision === asked)),
  );
}

/** Labels, oldest revision first, and how one of the records is read. */
export async function choose(
  labels: readonly RecordLabel[],
  readRecord: (revision: number) => Promise<ReleaseRecord | undefined>,
): Promise<Standing> {
  const newest = labels.at(-1);
  const deployed = labels.findLast(({ status }) => status === 'deployed');
  const replaced = deployed ?? (newest && UPGRADED.has(newest.status) ? newest : undefined);
  return {
    record: replaced && (await readRecord(replaced.revision)),
    deployed: deployed?.revision ?? 'none',
    newest,
  };
}
