import type { V1Secret } from '@kubernetes/client-node';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parseRelease } from '../../src/helm/release.js';
import type { LogLine } from '../../src/text/log-line.js';
import type { KubeEvent } from '../../src/hooks/events.js';
import type { Job } from '../../src/hooks/job.js';
import type { Pod } from '../../src/hooks/targets.js';
import type { AsJson } from '../../src/objects/json.js';
import type { ReleaseRecord } from '../../src/helm/records.js';

/** A release record as the API sends it. */
export type RecordObject = AsJson<V1Secret>;

/** What each watch tells of. */
export type ObjectOf = {
  readonly jobs: Job;
  readonly pods: Pod;
  readonly records: RecordObject;
  readonly events: KubeEvent;
};

/** One event of a watch. */
export type Told<K extends keyof ObjectOf = keyof ObjectOf> = {
  [Kind in K]: {
    readonly kind: Kind;
    readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
    readonly object: ObjectOf[Kind];
  };
}[K];

/** One line of a recording, as recorder.js writes it. */
export type Recorded =
  | { readonly kind: 'start'; readonly at: number }
  | {
      readonly kind: 'end';
      readonly at: number;
      readonly exitCode: number | null;
      /** What the command wrote to stderr; recordings of before have none. */
      readonly errors?: readonly string[];
    }
  | { readonly kind: 'log'; readonly id: string; readonly text: string }
  /** In no recording, but put in by tests: all watches are cut here, and list again there. */
  | { readonly kind: 'cut' | 'relist' }
  | Told;

/** All lines of a recording, in order. */
export function readRecording(name: string): readonly Recorded[] {
  return readFileSync(`__tests__/fixtures/recordings/${name}.jsonl`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Recorded);
}

/** The states of the objects of one kind, in the order in which the watch told them. */
export function replay<K extends keyof ObjectOf>(name: string, kind: K): readonly ObjectOf[K][] {
  return readRecording(name)
    .filter((line) => line.kind === kind)
    .map((line) => (line as Told<K>).object);
}

/** A record, unpacked. */
export function openRecord(object: RecordObject): ReleaseRecord {
  const stored = Buffer.from(object.data?.['release'] ?? '', 'base64').toString('latin1');
  const packed = Buffer.from(stored, 'base64');
  return {
    release: parseRelease(gunzipSync(packed).toString('utf8')),
    created: object.metadata?.creationTimestamp ?? '',
  };
}

/** A log as `kubectl logs --timestamps` gives it, as lines. */
export function toLogLines(text: string): readonly LogLine[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [time = ''] = line.split(' ', 1);
      return { time, text: line.slice(time.length + 1) };
    });
}
