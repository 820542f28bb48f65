import type { V1DeploymentCondition } from '@kubernetes/client-node';
import type { Workload } from '../helm/workload.js';
import { explainWait, type KubeEvent } from '../hooks/events.js';
import type { AsJson } from '../objects/json.js';
import type { Pod } from '../hooks/targets.js';
import { canSplit, type Generations, isObserved, isReady, splitGenerations } from './generation.js';
import type { KnownWorkload, WorkloadKinds, WorkloadObjects } from './objects.js';
import { explainPod } from './pod-trouble.js';
import { findSpan, type RolloutSpan } from './span.js';
import { countByStatus } from './status-count.js';
import { nameTrouble, rankTrouble, type Trouble } from './trouble.js';

/** What a workload has come to. */
export interface WorkloadResult {
  readonly workload: Workload;
  /** `not-seen`: its object was not seen, or its controller has not seen what helm applied. */
  readonly state: 'ready' | 'not-ready' | 'not-seen';
  /** Pods of the new generation that are ready, and how many there have to be; 1 of a claim that is bound. */
  readonly ready: number;
  readonly wanted: number;
  /** When those Pods were made, and were ready; undefined where there is none. */
  readonly span: RolloutSpan | undefined;
  /** Pods of an older generation that are ready. */
  readonly oldReady: number;
  /** Pods of the new generation, without those that leave. */
  readonly fresh: readonly Pod[];
  /** Why it is not ready, the cause that says most first, each with how many Pods it is of. */
  readonly troubles: readonly CountedTrouble[];
}

/** A trouble and the number of Pods that have it; 0 of the workload itself. */
export interface CountedTrouble {
  readonly trouble: Trouble;
  readonly pods: number;
}

/** True of a Deployment whose rollout is paused: it makes no new Pods, and helm does not wait for it. */
export function isPaused({ troubles }: Pick<WorkloadResult, 'troubles'>): boolean {
  return troubles.some(({ trouble }) => trouble.kind === 'paused');
}

/** Judges one workload by its own object and the Pods of its new generation. */
export function judgeWorkload(objects: WorkloadObjects): WorkloadResult {
  const { workload, known } = objects;
  const generations = splitGenerations(objects);
  const { fresh, old } = generations;
  const nothing = { workload, ready: 0, wanted: 1, troubles: [], fresh: [], span: undefined };
  if (known === undefined) return { ...nothing, state: 'not-seen', oldReady: 0 };
  const counted = canSplit(objects, generations) ? undefined : countByStatus(known);
  const oldReady = counted?.oldReady ?? old.filter(isReady).length;
  const wanted = countWanted(known);
  if (!isObserved(known)) return { ...nothing, wanted, state: 'not-seen', oldReady };
  const ready = counted?.ready ?? countReady(known, fresh);
  const troubles = ready >= wanted ? [] : explain(known, generations, objects);
  const state = ready >= wanted ? 'ready' : 'not-ready';
  const span = findSpan(fresh, state === 'ready');
  return { workload, state, ready, wanted, span, oldReady, fresh, troubles };
}

/** Pods of the new generation: OnDelete replaces none of the old ones. */
function countWanted(known: KnownWorkload): number {
  switch (known.kind) {
    case 'Deployment':
      return known.object.spec?.replicas ?? 1;
    case 'StatefulSet':
      return countWantedOfSet(known.object);
    case 'DaemonSet':
      return countWantedOfDaemon(known.object);
    case 'Pod':
    case 'PersistentVolumeClaim':
      return 1;
    default:
      return known satisfies never;
  }
}

function countWantedOfDaemon({ spec, status }: WorkloadKinds['DaemonSet']): number {
  return spec?.updateStrategy?.type === 'OnDelete' ? 0 : (status?.desiredNumberScheduled ?? 0);
}

/** Pods below a partition stay as they are, where there is a revision before. */
function countWantedOfSet({ spec, status }: WorkloadKinds['StatefulSet']): number {
  const { replicas = 1, updateStrategy } = spec ?? {};
  if (updateStrategy?.type === 'OnDelete') return 0;
  if (status?.currentRevision === status?.updateRevision) return replicas;
  return Math.max(0, replicas - (updateStrategy?.rollingUpdate?.partition ?? 0));
}

function countReady(known: KnownWorkload, fresh: readonly Pod[]): number {
  if (known.kind === 'PersistentVolumeClaim') return known.object.status?.phase === 'Bound' ? 1 : 0;
  if (known.kind === 'Pod' && known.object.status?.phase === 'Succeeded') return 1;
  return fresh.filter(isReady).length;
}

function explain(
  known: KnownWorkload,
  { fresh, makers }: Generations,
  { events, runTimes }: WorkloadObjects,
): readonly CountedTrouble[] {
  const pods = fresh.filter((pod) => !isReady(pod)).map((pod) => explainPod(pod, events, runTimes));
  const alike = [...Map.groupBy(pods, nameTrouble).values()].flatMap((group) =>
    group[0] === undefined ? [] : [{ trouble: findLast(group), pods: group.length }],
  );
  const own = findOwn(known, makers, events).map((trouble) => ({ trouble, pods: 0 }));
  return [...alike, ...own].sort((a, b) => rankTrouble(a.trouble) - rankTrouble(b.trouble));
}

/** Of troubles that are alike, the one that was there most often. */
function findLast(group: readonly Trouble[]): Trouble {
  const restarts = (trouble: Trouble) => ('restarts' in trouble ? trouble.restarts : 0);
  return group.reduce((most, it) => (restarts(it) > restarts(most) ? it : most));
}

/** What keeps the workload itself from going on. */
function findOwn(
  known: KnownWorkload,
  makers: readonly string[],
  events: readonly KubeEvent[],
): readonly Trouble[] {
  const told = events.filter(({ involvedObject }) => makers.includes(involvedObject.uid ?? ''));
  switch (known.kind) {
    case 'Deployment':
      return judgeDeployment(known.object);
    case 'StatefulSet':
    case 'DaemonSet':
      return waits(explainWait(FIRST_POD, told));
    case 'PersistentVolumeClaim': {
      const { uid } = known.object.metadata ?? {};
      const own = events.filter(({ involvedObject }) => involvedObject.uid === uid);
      const on = explainWait(FIRST_POD, own);
      return [{ kind: 'waits', on: on === FIRST_POD ? 'it is not bound to a volume' : on }];
    }
    case 'Pod':
      return [];
    default:
      return known satisfies never;
  }
}

/** What is waited for where nothing says more. */
const FIRST_POD = 'its first Pod';

function waits(on: string): readonly Trouble[] {
  return on === FIRST_POD ? [] : [{ kind: 'waits', on: on.replace(SET_FAILED, '') }];
}

/** How a StatefulSet's FailedCreate begins (`pkg/controller/statefulset/stateful_pod_control.go`, v1.35.4). */
const SET_FAILED =
  /(?<=^FailedCreate: )[Cc]reate Pod \S+ in StatefulSet \S+ failed error: (?:pods "[^"]*" is forbidden: )?/;

function judgeDeployment({ spec, status }: WorkloadKinds['Deployment']): readonly Trouble[] {
  const paused: readonly Trouble[] = spec?.paused === true ? [{ kind: 'paused' }] : [];
  return [...paused, ...(status?.conditions ?? []).flatMap(judgeCondition)];
}

function judgeCondition({
  type,
  status,
  ...told
}: AsJson<V1DeploymentCondition>): readonly Trouble[] {
  const { reason = '', message = '', lastUpdateTime: since = '' } = told;
  if (type === 'ReplicaFailure' && status === 'True')
    return [{ kind: 'waits', on: `${reason}: ${message.replace(FORBIDDEN, '')}` }];
  const isLate = type === 'Progressing' && status === 'False';
  return isLate && reason === 'ProgressDeadlineExceeded'
    ? [{ kind: 'deadline', message, since }]
    : [];
}

/** A name that is another at each try. */
const FORBIDDEN = /^pods "[^"]*" is forbidden: /;
