import type { CoreV1Event } from '@kubernetes/client-node';
import type { AsJson } from '../objects/json.js';

/** An event as the API sends it: what Kubernetes tells of an object, for an hour mostly. */
export type KubeEvent = AsJson<CoreV1Event>;

/** What nodes say while they prepare a Pod; no more than that it is not ready yet. */
const PREPARING: readonly string[] = ['its first Pod', 'ContainerCreating', 'PodInitializing'];

/** The one good event that takes long. */
const PULLING = 'Pulling';

/** Before Kubernetes 1.31 a Pod's status has no cause of a failed pull, and an event has it. */
const PULL_WITHOUT_CAUSE = /^ImagePullBackOff: Back-off pulling image "[^"]*"$/;

/** How FailedCreate begins, with a name that is another at each try and was never given to a Pod. */
const NAMELESS = /^Error creating: (?:pods "[^"]*" is forbidden: )?/;

/** Comes two minutes after the event that has the cause, and says less. */
const MOUNT_SUMMARY = /^Unable to attach or mount volumes/;

/** True where `on`, what a hook waits for, is more than that its Pod is being made. */
export function isExplained(on: string): boolean {
  return !PREPARING.includes(on);
}

/**
 * Why something waits, in the words of its events (`FailedMount: …`), where `on`, what its status says, says less. The
 * newest event counts: a volume that could not be mounted at first is not a cause any more while the image is pulled.
 * Reasons: https://github.com/kubernetes/kubernetes/blob/v1.35.4/pkg/kubelet/events/event.go
 */
export function explainWait(on: string, events: readonly KubeEvent[]): string {
  if (PULL_WITHOUT_CAUSE.test(on)) return explainPull(on, events);
  if (isExplained(on)) return on;
  // That a Pod found no node is over when a node prepares it.
  const [newest] = sortByTime(events).filter(({ reason }) => reason !== 'FailedScheduling');
  if (newest === undefined) return on;
  const best = findFullerMount(newest, events) ?? newest;
  return isWarning(best) || best.reason === PULLING ? describeEvent(best) : on;
}

function explainPull(on: string, events: readonly KubeEvent[]): string {
  const failed = sortByTime(events).find(
    ({ reason, message = '' }) => reason === 'Failed' && message.includes('pull image'),
  );
  return failed === undefined ? on : `ImagePullBackOff: ${failed.message ?? ''}`;
}

function findFullerMount(
  { message = '' }: KubeEvent,
  events: readonly KubeEvent[],
): KubeEvent | undefined {
  if (!MOUNT_SUMMARY.test(message)) return undefined;
  return sortByTime(events).find(
    (it) =>
      /^Failed(?:Mount|AttachVolume)$/.test(it.reason ?? '') &&
      !MOUNT_SUMMARY.test(it.message ?? ''),
  );
}

/** Newest first. Most times are cut to seconds: within one a warning counts as the newer, then what was told later. */
function sortByTime(events: readonly KubeEvent[]): readonly KubeEvent[] {
  return events
    .toReversed()
    .sort((a, b) => secondsOf(b) - secondsOf(a) || Number(isWarning(b)) - Number(isWarning(a)));
}

/** Events of the scheduler have an `eventTime` and no `lastTimestamp`. */
function secondsOf({ series, lastTimestamp, eventTime, metadata }: KubeEvent): number {
  const time = series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? metadata.creationTimestamp;
  return Math.floor(Date.parse(time ?? '') / 1_000) || 0;
}

function isWarning({ type }: KubeEvent): boolean {
  return type === 'Warning';
}

function describeEvent({ reason, message = '' }: KubeEvent): string {
  if (reason === PULLING && message !== '') return message;
  return [reason, message.replace(NAMELESS, '').trim()].filter(Boolean).join(': ');
}
