import { gunzipSync } from 'node:zlib';
import type { V1ConfigMap, V1ObjectMeta, V1Secret } from '@kubernetes/client-node';
import {
  parseRelease,
  type RecordStore,
  type Release,
  type ReleaseStatus,
} from '../helm/release.js';
import type { ApiClient } from './client.js';
import type { AsJson } from './json.js';
import { watch, type WatchEvent } from './watch.js';

/** Which release's records. */
export interface RecordPlace {
  readonly store: RecordStore;
  readonly namespace: string;
  readonly release: string;
}

/** One record, unopened: what its labels say. */
export interface RecordLabel {
  readonly revision: number;
  readonly status: ReleaseStatus;
  /** By the API server's clock, whole seconds, RFC 3339. */
  readonly created: string;
}

/** A record, opened. */
export interface ReleaseRecord {
  readonly release: Release;
  /** By the API server's clock, whole seconds, RFC 3339. */
  readonly created: string;
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
    if (event.kind === 'listed') yield { kind: 'listed', items: event.items.map(openRecord) };
    else if (event.kind === 'changed') yield { kind: 'changed', object: openRecord(event.object) };
    else if (event.kind === 'trouble') yield event;
  }
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
    created: metadata?.creationTimestamp ?? '',
  };
}

/** base64 of gzip of JSON, and base64 once more where it is a Secret (`pkg/storage/driver/util.go`, v4.3.1). */
function openRecord(object: RecordObject): ReleaseRecord {
  const stored = object.data?.['release'] ?? '';
  const inner = isSecret(object) ? decode(stored).toString('latin1') : stored;
  const packed = decode(inner);
  const json = packed[0] === 0x1f && packed[1] === 0x8b ? gunzipSync(packed) : packed;
  return {
    release: parseRelease(json.toString('utf8')),
    created: object.metadata?.creationTimestamp ?? '',
  };
}

/** A ConfigMap has no `type`; items of a list carry no `kind`. */
function isSecret(object: RecordObject): boolean {
  return object.type !== undefined;
}

function decode(text: string): Buffer {
  return Buffer.from(text, 'base64');
}
