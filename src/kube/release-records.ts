import type { V1ObjectMeta } from '@kubernetes/client-node';
import { type ActionError, asActionError } from '../errors.js';
import type { RecordStore, ReleaseStatus } from '../helm/release.js';
import type { RecordLabel, ReleaseRecord } from '../helm/records.js';
import type { ApiClient } from './client.js';
import type { AsJson } from '../objects/json.js';
import { openRecord, type RecordObject, rewriteAsFailed } from './record-object.js';
import type { ListAnswer } from './watch-stream.js';
import { watch } from './watch.js';
import { type WatchEvent } from '../objects/watch-event.js';

/** Which release's records. */
export interface RecordLocation {
  readonly store: Exclude<RecordStore, 'sql'>;
  readonly namespace: string;
  readonly release: string;
}

/** Records to watch; `listed` is a list of all of them that was made a moment ago. */
export interface WatchedLocation extends RecordLocation {
  readonly listed?: RecordList | undefined;
}

/** All records of one release, as the API gives them. */
export type RecordList = ListAnswer<RecordObject>;

/**
 * Only metadata comes: a record may hold a megabyte.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables (v1.35)
 */
const METADATA_ONLY =
  'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';

/**
 * Watches the records of one release. Only those that may matter are listed whole, the deployed and
 * the pending ones; each change of any record is told.
 */
export async function* watchRecords(
  client: ApiClient,
  place: WatchedLocation,
  signal: AbortSignal,
): AsyncGenerator<WatchEvent<ReleaseRecord>> {
  const target = {
    listed: place.listed,
    path: recordsPath(place),
    query: { labelSelector: selector(place) },
    listQuery: { labelSelector: `${selector(place)},status notin (superseded,failed,uninstalled)` },
  };
  for await (const event of watch<RecordObject>(client, target, signal)) {
    if (event.kind === 'trouble') yield event;
    else if (event.kind !== 'deleted') yield* openEvent(event);
  }
}

/** A record that cannot be read hides no other. */
function* openEvent(
  event: Exclude<WatchEvent<RecordObject>, { readonly kind: 'trouble' | 'deleted' }>,
): Generator<WatchEvent<ReleaseRecord>> {
  const troubles: ActionError[] = [];
  const open = (object: RecordObject) =>
    openIfReadable(object, (error) => {
      troubles.push(error);
    });
  if (event.kind === 'listed') yield { kind: 'listed', items: event.items.flatMap(open) };
  else for (const object of open(event.object)) yield { kind: 'changed', object };
  for (const error of troubles) yield { kind: 'trouble', error };
}

function openIfReadable(
  object: RecordObject,
  onTrouble: (error: ActionError) => void,
): readonly ReleaseRecord[] {
  try {
    return [openRecord(object)];
  } catch (error) {
    onTrouble(asActionError(error));
    return [];
  }
}

/** Lists the labels of all records of one release, oldest revision first. Throws ActionError. */
export async function listRecordLabels(
  client: ApiClient,
  place: RecordLocation,
  signal: AbortSignal,
): Promise<readonly RecordLabel[]> {
  const request = {
    path: recordsPath(place),
    query: { labelSelector: selector(place) },
    accept: METADATA_ONLY,
  };
  const list = await client.get<RecordList>(request, signal);
  return (list.items ?? [])
    .map((item) => readLabel(item.metadata))
    .sort((a, b) => a.revision - b.revision);
}

/** Reads one record whole. Throws ActionError, `not-found` when helm's `--history-max` removed it. */
export async function readRecord(
  client: ApiClient,
  place: RecordLocation & { readonly revision: number },
  signal: AbortSignal,
): Promise<ReleaseRecord> {
  return openRecord(await client.get<RecordObject>({ path: recordPath(place) }, signal));
}

/** Lists all records of one release whole. Throws ActionError. */
export async function listRecords(
  client: ApiClient,
  place: RecordLocation,
  signal: AbortSignal,
): Promise<RecordList> {
  return await client.get(
    { path: recordsPath(place), query: { labelSelector: selector(place) } },
    signal,
  );
}

/** Reads listed records, oldest revision first. One that cannot be read hides no other. */
export function openRecords({ items }: RecordList): readonly ReleaseRecord[] {
  return (items ?? [])
    .flatMap((item) => openIfReadable(item, () => undefined))
    .sort((a, b) => a.release.revision - b.release.revision);
}

/**
 * Marks a pending revision as failed and changes nothing else of its record; one that is not pending any more is left
 * as it is, and false. Throws ActionError, `conflict` when something else writes it at the same moment.
 */
export async function markFailed(
  client: ApiClient,
  place: RecordLocation & { readonly revision: number },
  signal: AbortSignal,
): Promise<boolean> {
  const path = recordPath(place);
  const body = rewriteAsFailed(await client.get<RecordObject>({ path }, signal));
  if (body === undefined) return false;
  await client.send({ method: 'PUT', path, body }, signal);
  return true;
}

function recordPath(place: RecordLocation & { readonly revision: number }): string {
  return `${recordsPath(place)}/sh.helm.release.v1.${place.release}.v${String(place.revision)}`;
}

function recordsPath({ store, namespace }: RecordLocation): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/${store}`;
}

function selector({ release }: RecordLocation): string {
  return `owner=helm,name=${release}`;
}

function readLabel(metadata: AsJson<V1ObjectMeta> | undefined): RecordLabel {
  return {
    revision: Number(metadata?.labels?.['version']),
    status: (metadata?.labels?.['status'] ?? 'unknown') as ReleaseStatus,
  };
}
