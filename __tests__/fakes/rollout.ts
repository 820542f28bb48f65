import type { Workload } from '../../src/helm/workload.js';
import type { KubeEvent } from '../../src/hooks/events.js';
import type { Pod } from '../../src/hooks/targets.js';
import { RolloutLedger } from '../../src/rollout/ledger.js';
import type { WorkloadKinds } from '../../src/rollout/objects.js';
import { readFileSync } from 'node:fs';

const KINDS = {
  deployments: 'Deployment',
  statefulsets: 'StatefulSet',
  daemonsets: 'DaemonSet',
  claims: 'PersistentVolumeClaim',
} as const;

interface Line {
  readonly kind: string;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: object;
}

/** The workloads of a recorded rollout, as they stood when helm ended. */
export function replayRollout(recording: string, workloads: readonly Workload[]): RolloutLedger {
  const ledger = new RolloutLedger(workloads);
  const lines = readFileSync(`__tests__/fixtures/recordings/${recording}.jsonl`, 'utf8');
  const told: readonly Line[] = lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  const end = told.findIndex(({ kind }) => kind === 'end');
  for (const line of told.slice(0, end)) tell(ledger, line);
  // An event may come before what it is about.
  for (const line of told.slice(0, end)) if (line.kind === 'events') tell(ledger, line);
  return ledger;
}

function tell(ledger: RolloutLedger, { kind, type, object }: Line): void {
  const how = type === 'DELETED' ? 'deleted' : 'changed';
  if (kind === 'replicasets') ledger.takeReplicaSets([object]);
  if (kind === 'events') ledger.takeEvents({ kind: 'changed', object: object as KubeEvent });
  if (kind === 'pods') {
    const pod = object as Pod;
    ledger.takePods(pod.metadata?.namespace ?? '', { kind: how, object: pod });
    ledger.takeWorkloads('Pod', { kind: how, object: pod });
  }
  if (!(kind in KINDS)) return;
  const of = KINDS[kind as keyof typeof KINDS];
  ledger.takeWorkloads(of, { kind: how, object: object as WorkloadKinds[typeof of] });
}
