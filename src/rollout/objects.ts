import type {
  V1DaemonSet,
  V1Deployment,
  V1PersistentVolumeClaim,
  V1ReplicaSet,
  V1StatefulSet,
} from '@kubernetes/client-node';
import type { Workload } from '../helm/workload.js';
import type { KubeEvent } from '../hooks/events.js';
import type { Pod } from '../hooks/targets.js';
import type { AsJson } from '../objects/json.js';
import type { RunTimes } from './container-end.js';

/** A ReplicaSet as the API sends it. */
export type ReplicaSet = AsJson<V1ReplicaSet>;

/** What each kind of workload is, as the API sends it. */
export interface WorkloadKinds {
  readonly Deployment: AsJson<V1Deployment>;
  readonly StatefulSet: AsJson<V1StatefulSet>;
  readonly DaemonSet: AsJson<V1DaemonSet>;
  readonly Pod: Pod;
  readonly PersistentVolumeClaim: AsJson<V1PersistentVolumeClaim>;
}

/** A workload with its object: the kind tells which. */
export type KnownWorkload = {
  [Kind in keyof WorkloadKinds]: {
    readonly kind: Kind;
    readonly object: WorkloadKinds[Kind];
  };
}[keyof WorkloadKinds];

/** All that was seen of one workload. */
export interface WorkloadObjects {
  readonly workload: Workload;
  /** Undefined where it was not seen. */
  readonly known: KnownWorkload | undefined;
  /** Of its namespace. */
  readonly replicaSets: readonly ReplicaSet[];
  readonly pods: readonly Pod[];
  /** False until Pods of its namespace were told of, and for good without the right to see them. */
  readonly seesPods: boolean;
  /** Warnings about it, its ReplicaSet or its Pods among others. */
  readonly events: readonly KubeEvent[];
  readonly runTimes: RunTimes;
}
