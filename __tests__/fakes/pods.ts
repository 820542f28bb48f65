import type { Job } from '../../src/hooks/job.js';
import type { ContainerStatus, Pod } from '../../src/hooks/targets.js';

/** A container's state and its last one, as a Pod's status has them. */
export type State = Pick<ContainerStatus, 'state' | 'lastState'>;

/** What a Pod is made of, for tests of a single rule; whole Pods of the real cluster are in the recordings. */
export interface PodFacts {
  readonly name?: string;
  readonly states?: readonly State[];
  readonly init?: readonly (State & { readonly isSidecar?: boolean })[];
  readonly restartPolicy?: 'Never' | 'OnFailure' | 'Always';
  readonly node?: string | undefined;
  readonly phase?: string;
  readonly isTerminating?: boolean;
}

/** A Pod on its node. */
export function makePod(facts: PodFacts = {}): Pod {
  const { name = 'app-migration-x', states = [], init = [], restartPolicy = 'Never' } = facts;
  const node = 'node' in facts ? facts.node : 'node-1';
  const [containers, inits] = [nameAll('main', states), nameAll('init', init)];
  return {
    metadata: {
      ...{ name, uid: `uid-${name}`, creationTimestamp: '2026-11-23T15:00:01Z' },
      labels: { 'job-name': 'app-migration' },
      ownerReferences: [
        { apiVersion: 'batch/v1', kind: 'Job', name: 'app-migration', uid: 'uid-job' },
      ],
      ...(facts.isTerminating === true && { deletionTimestamp: '2026-11-23T15:00:09Z' }),
    },
    spec: {
      restartPolicy,
      ...(node !== undefined && { nodeName: node }),
      containers: containers.length === 0 ? [{ name: 'main-0' }] : containers.map(pickName),
      initContainers: inits.map(({ name: it, isSidecar }) => ({
        name: it,
        ...(isSidecar === true && { restartPolicy: 'Always' }),
      })),
    },
    status: {
      phase: facts.phase ?? 'Pending',
      containerStatuses: containers.map(toStatus),
      initContainerStatuses: inits.map(toStatus),
    },
  };
}

/** A Job that has been started, unless told otherwise. */
export function makeJob(more: Partial<Job> = {}): Job {
  return {
    metadata: { name: 'app-migration', namespace: 'shop', uid: 'uid-job', resourceVersion: '7' },
    spec: { backoffLimit: 0, template: { spec: { containers: [], restartPolicy: 'Never' } } },
    status: { active: 1, startTime: '2026-11-23T15:00:00Z' },
    ...more,
  };
}

/** A container that waits. */
export function waiting(reason: string, message?: string): State {
  return { state: { waiting: { reason, ...(message !== undefined && { message }) } } };
}

export const RUNNING: State = { state: { running: { startedAt: '2026-11-23T15:00:02Z' } } };

/** A container that has ended. */
export function ended(exitCode: number, reason = 'Error', message = ''): State {
  return { state: { terminated: { exitCode, reason, message, containerID: 'containerd://1' } } };
}

/** One that is restarted, and how it ended the last time. */
export function again(by: State, last: State): State {
  return { ...by, lastState: last.state ?? {} };
}

function nameAll<T extends State>(
  prefix: string,
  states: readonly T[],
): readonly (T & { readonly name: string })[] {
  return states.map((state, index) => ({ ...state, name: `${prefix}-${String(index)}` }));
}

function pickName({ name }: { readonly name: string }) {
  return { name };
}

function toStatus({ name, state, lastState }: State & { readonly name: string }): ContainerStatus {
  return {
    ...{ name, image: 'image:1', imageID: '', ready: false, restartCount: 0 },
    ...(state !== undefined && { state }),
    ...(lastState !== undefined && { lastState }),
  };
}
