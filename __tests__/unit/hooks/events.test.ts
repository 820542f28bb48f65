import { describe, expect, it } from '@jest/globals';
import { explainWait, type KubeEvent } from '../../../src/hooks/events.js';

const event = (
  type: 'Normal' | 'Warning',
  text: string,
  second: number,
  times: Partial<KubeEvent> = {},
): KubeEvent => {
  const [reason = '', ...message] = text.split(': ');
  const lastTimestamp = `2026-11-25T02:00:${String(second).padStart(2, '0')}Z`;
  return {
    metadata: {},
    involvedObject: {},
    type,
    reason,
    message: message.join(': '),
    lastTimestamp,
    ...times,
  };
};
const at = (eventTime: string) =>
  ({ eventTime, lastTimestamp: undefined }) as unknown as Partial<KubeEvent>;

const mount = event('Warning', 'FailedMount: MountVolume.SetUp failed for volume "x"', 3);
const scheduled = event(
  'Normal',
  'Scheduled: Successfully assigned',
  0,
  at('2026-11-25T02:00:03.7Z'),
);
const unscheduled = event(
  'Warning',
  'FailedScheduling: 0/1 nodes',
  0,
  at('2026-11-25T02:00:03.9Z'),
);

describe('why something waits, by its events', () => {
  it.each<readonly [string, string, readonly KubeEvent[], string]>([
    ['nothing is told: what the status says', 'ContainerCreating', [], 'ContainerCreating'],
    [
      'a warning',
      'ContainerCreating',
      [mount],
      'FailedMount: MountVolume.SetUp failed for volume "x"',
    ],
    [
      'a Job without a Pod',
      'its first Pod',
      [
        event(
          'Warning',
          'FailedCreate: Error creating: pods "x" is forbidden: exceeded quota: q',
          1,
        ),
      ],
      'FailedCreate: exceeded quota: q',
    ],
    [
      'a warning, and a good event of the same second: most times are cut to seconds',
      'ContainerCreating',
      [mount, scheduled],
      'FailedMount: MountVolume.SetUp failed for volume "x"',
    ],
    [
      'a warning that is over, since the image is pulled by now',
      'ContainerCreating',
      [event('Normal', 'Pulling: Pulling image "a:1"', 9), mount],
      'Pulling image "a:1"',
    ],
    [
      'a pull that began in the second in which a node was found',
      'ContainerCreating',
      [scheduled, event('Normal', 'Pulling: Pulling image "a:1"', 3)],
      'Pulling image "a:1"',
    ],
    [
      'a pull that is over',
      'PodInitializing',
      [
        event('Normal', 'Pulling: Pulling image "a:1"', 4),
        event('Normal', 'Pulled: Successfully pulled', 8),
      ],
      'PodInitializing',
    ],
    [
      'a node was found: that there was none is over',
      'ContainerCreating',
      [unscheduled, scheduled],
      'ContainerCreating',
    ],
    [
      'the volume that timed out: the event before has the cause',
      'ContainerCreating',
      [
        mount,
        event(
          'Warning',
          'FailedMount: Unable to attach or mount volumes: unmounted volumes=[x]',
          59,
        ),
      ],
      'FailedMount: MountVolume.SetUp failed for volume "x"',
    ],
    [
      'the volume that timed out, and no event has the cause',
      'ContainerCreating',
      [
        event(
          'Warning',
          'FailedMount: Unable to attach or mount volumes: unmounted volumes=[x]',
          59,
        ),
      ],
      'FailedMount: Unable to attach or mount volumes: unmounted volumes=[x]',
    ],
    [
      'an unknown reason, as Kubernetes says it',
      'ContainerCreating',
      [event('Warning', 'Moonlight: it is full', 1)],
      'Moonlight: it is full',
    ],
    [
      'an event without a message',
      'ContainerCreating',
      [event('Warning', 'Moonlight', 1)],
      'Moonlight',
    ],
    [
      'a status that has the cause',
      'CreateContainerConfigError: secret "s" not found',
      [event('Warning', 'Failed: Error: secret "s" not found', 1)],
      'CreateContainerConfigError: secret "s" not found',
    ],
    [
      'a pull that failed, where the status has no cause (before Kubernetes 1.31)',
      'ImagePullBackOff: Back-off pulling image "a:1"',
      [
        event('Warning', 'Failed: Failed to pull image "a:1": not found', 3),
        event('Warning', 'Failed: Error: ImagePullBackOff', 4),
        event('Normal', 'BackOff: Back-off pulling image "a:1"', 5),
      ],
      'ImagePullBackOff: Failed to pull image "a:1": not found',
    ],
    [
      'the same, and nothing is told of it',
      'ImagePullBackOff: Back-off pulling image "a:1"',
      [],
      'ImagePullBackOff: Back-off pulling image "a:1"',
    ],
  ])('%s', (_title, on, events, said) => {
    expect(explainWait(on, events)).toBe(said);
  });
});
