import { describe, expect, it } from '@jest/globals';
import { findMissingObject, isClusterWide } from '../../../src/hooks/missing-object.js';

describe('the object that is missing', () => {
  // FailedMount and FailedCreate of the recordings, the rest from the sources of Kubernetes 1.35.4.
  it.each([
    [
      'FailedCreate: error looking up service account shop/m: serviceaccount "m" not found',
      'ServiceAccount m',
    ],
    ['FailedCreate: no PriorityClass with name high was found', 'PriorityClass high'],
    ['FailedCreate: pod rejected: RuntimeClass "gvisor" not found', 'RuntimeClass gvisor'],
    [
      'Unschedulable: 0/1 nodes are available: persistentvolumeclaim "data" not found. not found',
      'PersistentVolumeClaim data',
    ],
    ['CreateContainerConfigError: secret "db" not found', 'Secret db'],
    ['CreateContainerConfigError: configmap "db" not found', 'ConfigMap db'],
    [
      'FailedMount: MountVolume.SetUp failed for volume "keys" : secret "db-keys" not found',
      'Secret db-keys',
    ],
    [
      'FailedMount: MountVolume.SetUp failed for volume "all" : [secret "a" not found, configmap "b" not found]',
      'Secret a',
    ],
    [
      'FailedMount: MountVolume.SetUp failed for volume "x" : configmap "settings" not found',
      'ConfigMap settings',
    ],
    ["CreateContainerConfigError: couldn't find key password in Secret shop/db", undefined],
    [
      'FailedMount: MountVolume.SetUp failed for volume "x" : references non-existent secret key: ca',
      undefined,
    ],
    ['FailedCreate: exceeded quota: none', undefined],
    ['ErrImagePull: r/secret "x":1: not found', undefined],
    ['its first Pod', undefined],
  ])('%s: %s', (on, object) => {
    const found = findMissingObject(on);
    expect(found && `${found.kind} ${found.name}`).toBe(object);
  });
});

it.each([
  ['PriorityClass', true],
  ['RuntimeClass', true],
  ['ServiceAccount', false],
])('%s is in no namespace: %s', (kind, expected) => {
  expect(isClusterWide({ kind, name: 'x' })).toBe(expected);
});
