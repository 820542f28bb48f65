import { gunzipSync, gzipSync } from 'node:zlib';
import type { V1ConfigMap, V1Secret } from '@kubernetes/client-node';
import { ActionError } from '../errors.js';
import { isPending, parseRelease } from '../helm/release.js';
import { readRecord } from '../helm/open-record.js';
import type { ReleaseRecord } from '../helm/records.js';
import type { AsJson } from '../objects/json.js';

/** The object in which Helm keeps the record of one revision. */
export type RecordObject = AsJson<V1Secret> & AsJson<V1ConfigMap>;

/**
 * base64 of gzip of JSON, and base64 once more where it is a Secret (`pkg/storage/driver/util.go`,
 * v4.3.1). Throws ActionError without the parser's words: they quote what may be secret.
 */
export function openRecord(object: RecordObject): ReleaseRecord {
  try {
    const created = object.metadata?.creationTimestamp ?? '';
    return { ...readRecord(unpack(object)), created };
  } catch {
    throw new ActionError(
      'cluster-error',
      `Helm's record ${object.metadata?.name ?? ''} cannot be read: it is not compressed JSON.`,
      'Helm 3 or 4 did not write it, or it is truncated. "helm history" shows whether helm can read it.',
    );
  }
}

function unpack(object: RecordObject): string {
  const stored = object.data?.['release'] ?? '';
  const inner = isSecret(object) ? decode(stored).toString('latin1') : stored;
  const packed = decode(inner);
  return (packed[0] === 0x1f && packed[1] === 0x8b ? gunzipSync(packed) : packed).toString('utf8');
}

/**
 * The same object with the status `failed` instead of `pending-*`, in its label and in its record; undefined where it
 * is not pending. The record's JSON is changed in this one place and not written again: JavaScript would round large
 * numbers.
 */
export function rewriteAsFailed(object: RecordObject): RecordObject | undefined {
  const json = unpack(object);
  if (!isPending(parseRelease(json))) return undefined;
  for (const { index, 0: found } of json.matchAll(/"status": ?"pending-[a-z]+"/g)) {
    const changed = `${json.slice(0, index)}"status":"failed"${json.slice(index + found.length)}`;
    // The same words may be in the chart's values.
    if (parseRelease(changed).status !== 'failed') continue;
    const { metadata, data } = object;
    const labels = { ...metadata?.labels, status: 'failed' };
    return {
      ...object,
      metadata: { ...metadata, labels },
      data: { ...data, release: pack(changed, isSecret(object)) },
    };
  }
  return undefined;
}

function pack(json: string, isSecret: boolean): string {
  const inner = gzipSync(json).toString('base64');
  return isSecret ? Buffer.from(inner, 'latin1').toString('base64') : inner;
}

/** A ConfigMap has no `type`; items of a list carry no `kind`. */
function isSecret(object: RecordObject): boolean {
  return object.type !== undefined;
}

function decode(text: string): Buffer {
  return Buffer.from(text, 'base64');
}
