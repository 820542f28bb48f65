import { gunzipSync } from 'node:zlib';
import type { V1ConfigMap, V1ObjectMeta, V1Secret } from '@kubernetes/client-node';
import { ActionError, asActionError } from '../errors.js';
import { parseRelease, type RecordStore, type ReleaseStatus } from '../helm/release.js';
import type { RecordLabel, ReleaseRecord } from '../hooks/records.js';
import type { ApiClient } from './client.js';
import type { AsJson } from './json.js';
import { watch, type WatchEvent } from './watch.js';

/** Which release's records. */
export interface RecordPlace {
  readonly store: Exclude<RecordStore, 'sql'>;
  readonly namespace: string;
  readonly release: string;
}

type RecordObject = AsJson<V1Secret> & AsJson<V1ConfigMap>;

/** Only metadata comes: a record may hold a megabyte. https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables (v1.35) */
const METADATA_ONLY =
  'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';

/**
 * Watches the records of one release. Only those that may matter are listed whole, the deployed and
 * the pending ones; each change of any record is told.
 */
export async function* watchRecords(
  client: ApiClient,
  place: RecordPlace,
  signal: AbortSignal,
): AsyncGenerator<WatchEvent<ReleaseRecord>> {
  const target = {
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
  const open = (object: RecordObject) => {
    try {
      return [openRecord(object)];
    } catch (error) {
      troubles.push(asActionError(error));
      return [];
    }
  };
  if (event.kind === 'listed') yield { kind: 'listed', items: event.items.flatMap(open) };
  else for (const object of open(event.object)) yield { kind: 'changed', object };
  for (const error of troubles) yield { kind: 'trouble', error };
}

/** Lists the labels of all records of one release, oldest revision first. Throws ActionError. */
export async function listRecordLabels(
  client: ApiClient,
  place: RecordPlace,
  signal: AbortSignal,
): Promise<readonly RecordLabel[]> {
  const request = {
    path: recordsPath(place),
    query: { labelSelector: selector(place) },
    accept: METADATA_ONLY,
  };
  const list = await client.get<{ readonly items: readonly RecordObject[] | null }>(
    request,
    signal,
  );
  return (list.items ?? [])
    .map((item) => readLabel(item.metadata))
    .sort((a, b) => a.revision - b.revision);
}

/** Reads one record whole. Throws ActionError, `not-found` when helm's `--history-max` removed it. */
export async function readRecord(
  client: ApiClient,
  place: RecordPlace & { readonly revision: number },
  signal: AbortSignal,
): Promise<ReleaseRecord> {
  const name = `sh.helm.release.v1.${place.release}.v${String(place.revision)}`;
  return openRecord(
    await client.get<RecordObject>({ path: `${recordsPath(place)}/${name}` }, signal),
  );
}

function recordsPath({ store, namespace }: RecordPlace): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/${store}`;
}

function selector({ release }: RecordPlace): string {
  return `owner=helm,name=${release}`;
}

function readLabel(metadata: AsJson<V1ObjectMeta> | undefined): RecordLabel {
  return {
    revision: Number(metadata?.labels?.['version']),
    status: (metadata?.labels?.['status'] ?? 'unknown') as ReleaseStatus,
  };
}

/**
 * base64 of gzip of JSON, and base64 once more where it is a Secret (`pkg/storage/driver/util.go`,
 * v4.3.1). Throws ActionError without the parser's words: they quote what may be secret.
 */
function openRecord(object: RecordObject): ReleaseRecord {
  try {
    return {
      release: parseRelease(unpack(object)),
      created: object.metadata?.creationTimestamp ?? '',
    };
  } catch {
    throw new ActionError(
      'cluster-error',
      `Helm's record ${object.metadata?.name ?? ''} cannot be read: it is no packed JSON.`,
      'It was not written by Helm 3 or 4, or was cut. "helm history" says whether helm can read it.',
    );
  }
}

function unpack(object: RecordObject): string {
  const stored = object.data?.['release'] ?? '';
  const inner = isSecret(object) ? decode(stored).toString('latin1') : stored;
  const packed = decode(inner);
  return (packed[0] === 0x1f && packed[1] === 0x8b ? gunzipSync(packed) : packed).toString('utf8');
}

/** A ConfigMap has no `type`; items of a list carry no `kind`. */
function isSecret(object: RecordObject): boolean {
  return object.type !== undefined;
}

function decode(text: string): Buffer {
  return Buffer.from(text, 'base64');
}
