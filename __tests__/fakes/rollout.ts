import type { Workload } from '../../src/helm/workload.js';
import type { KubeEvent } from '../../src/hooks/events.js';
import type { Pod } from '../../src/hooks/targets.js';
import { RolloutLedger } from '../../src/rollout/ledger.js';
import type { ReplicaSet, WorkloadKinds } from '../../src/rollout/objects.js';
import { readFileSync } from 'node:fs';

const KINDS = {
  deployments: 'Deployment',
  statefulsets: 'StatefulSet',
  daemonsets: 'DaemonSet',
  claims: 'PersistentVolumeClaim',
} as const;

/** What each watch of a rollout tells of. */
type RolloutObjects = {
  readonly [Kind in keyof typeof KINDS]: WorkloadKinds[(typeof KINDS)[Kind]];
} & {
  readonly pods: Pod;
  readonly replicasets: ReplicaSet;
  readonly events: KubeEvent;
};

/** One event of a watch in a recorded rollout. */
export type RolloutLine = {
  readonly [Kind in keyof RolloutObjects]: {
    readonly kind: Kind;
    readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
    readonly object: RolloutObjects[Kind];
  };
}[keyof RolloutObjects];

/** A line that is no event of a watch. */
type OtherLine =
  | { readonly kind: 'start' | 'records' }
  | { readonly kind: 'end'; readonly errors?: readonly string[] }
  | { readonly kind: 'log'; readonly id: string; readonly text: string };

/** A recorded rollout. */
export interface RecordedRollout {
  /** What the watches told until helm ended. */
  readonly lines: readonly RolloutLine[];
  /** The logs of containers, by their IDs, each as `kubectl logs --timestamps` gives it. */
  readonly logs: ReadonlyMap<string, string>;
  /** What helm wrote to stderr. */
  readonly errors: readonly string[];
}

/** The recorded watch that tells of a kind of workloads. */
export function watchKind(of: keyof WorkloadKinds): RolloutLine['kind'] {
  const kinds = Object.keys(KINDS) as (keyof typeof KINDS)[];
  return kinds.find((kind) => KINDS[kind] === of) ?? 'pods';
}

/** Reads a recorded rollout. */
export function readRollout(recording: string): RecordedRollout {
  const text = readFileSync(`__tests__/fixtures/recordings/${recording}.jsonl`, 'utf8');
  const all = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RolloutLine | OtherLine);
  const end = all.findIndex(({ kind }) => kind === 'end');
  const logs = all.flatMap((it) => (it.kind === 'log' ? [[it.id, it.text] as const] : []));
  return {
    lines: all.slice(0, end).filter(isOfWatch),
    logs: new Map(logs),
    errors: all.flatMap((line) => (line.kind === 'end' ? (line.errors ?? []) : [])),
  };
}

function isOfWatch(line: RolloutLine | OtherLine): line is RolloutLine {
  return line.kind in KINDS || ['pods', 'replicasets', 'events'].includes(line.kind);
}

/** What is told other than it was recorded. */
export type EditRollout = (lines: readonly RolloutLine[]) => readonly RolloutLine[];

/** The workloads of a recorded rollout, as they stood when helm ended, or where `edit` ends it. */
export function replayRollout(
  recording: string,
  workloads: readonly Workload[],
  edit: EditRollout = (lines) => lines,
): RolloutLedger {
  const ledger = new RolloutLedger(workloads);
  for (const { namespace } of workloads) ledger.takePods(namespace, { kind: 'listed', items: [] });
  const lines = edit(readRollout(recording).lines);
  for (const line of lines) tell(ledger, line);
  // An event may come before what it is about.
  for (const line of lines) if (line.kind === 'events') tell(ledger, line);
  return ledger;
}

/** The lines with each object of one kind changed. */
export function editRollout<Kind extends keyof RolloutObjects>(
  of: Kind,
  edit: (object: RolloutObjects[Kind]) => RolloutObjects[Kind],
): EditRollout {
  return (lines) =>
    lines.map((line) => {
      if (line.kind !== of) return line;
      return { ...line, object: edit(line.object as RolloutObjects[Kind]) } as RolloutLine;
    });
}

/** The lines with parts of each object of one kind put in. */
export function putRollout(
  of: keyof typeof KINDS | 'pods',
  parts: { readonly [Part in 'metadata' | 'spec' | 'status']?: object },
): EditRollout {
  return editRollout<keyof RolloutObjects>(of, (object) => {
    const { metadata, spec, status } = { spec: {}, status: {}, ...object };
    const put = {
      metadata: { ...metadata, ...parts.metadata },
      spec: { ...spec, ...parts.spec },
      status: { ...status, ...parts.status },
    };
    return { ...object, ...put };
  });
}

/** One edit after the other. */
export function editInTurn(...edits: readonly EditRollout[]): EditRollout {
  return (lines) => edits.reduce((told, edit) => edit(told), lines);
}

function tell(ledger: RolloutLedger, line: RolloutLine): void {
  const how = line.type === 'DELETED' ? 'deleted' : 'changed';
  switch (line.kind) {
    case 'replicasets':
      ledger.takeReplicaSets([line.object]);
      return;
    case 'events':
      ledger.takeEvents({ kind: how, object: line.object });
      return;
    case 'pods':
      ledger.takePods(line.object.metadata?.namespace ?? '', { kind: how, object: line.object });
      ledger.takeWorkloads('Pod', { kind: how, object: line.object });
      return;
    case 'deployments':
    case 'statefulsets':
    case 'daemonsets':
    case 'claims':
      ledger.takeWorkloads(KINDS[line.kind], { kind: how, object: line.object });
      return;
    default:
      line satisfies never;
  }
}
