import { describe, expect, it } from '@jest/globals';
import { diagnose } from '../../../src/diagnosis/diagnose.js';
import { helmFailed, makeFacts, makeFailure, makeResult, makeSeen } from '../../fakes/facts.js';
import { follow } from '../../fakes/follow-recording.js';

const helm = helmFailed('Error: UPGRADE FAILED: context deadline exceeded');
const IN_PART = / The hook may have done part of its work\. Check that before you redeploy\.$/;

describe('why a hook of the real cluster did not do its work, and what to do', () => {
  it.each([
    [
      'pod-image-pull-backoff',
      /did not start: ImagePullBackOff: .*"helm-migrate\.invalid\/no-such-image:1".* no such host$/,
      /^The registry's host name does not exist\./,
    ],
    [
      'pod-invalid-image-name',
      /did not start: InvalidImageName: .*couldn't parse image name "Not A Name"/,
      /^The name of the image is not valid\. Correct it in the values\./,
    ],
    [
      'pod-missing-secret',
      /did not start: CreateContainerConfigError: secret "no-such-secret" not found$/,
      /^Create secret "no-such-secret" in namespace rec-pod-missing-secret before the hook runs\./,
    ],
    [
      'pod-unschedulable',
      /did not start: Unschedulable: 0\/1 nodes are available: /,
      /^No node matches the Pod\./,
    ],
    [
      'pod-oom-killed',
      /failed: container "migrate" ended with exit code 137, SIGKILL \(OOMKilled\); last line of its log: "filling"$/,
      /^It needed more memory than its limit of 24Mi\./,
    ],
    [
      'pod-missing-command',
      /ended with exit code 128 \(StartError\): .*exec: "\/no\/such\/command": stat \/no\/such\/command: no such file/,
      /^The image does not contain this program, or it is not executable\./,
    ],
    [
      'pod-init-failed',
      /failed: container "clone" ended with exit code 128: fatal: could not read$/,
      /^Fix the error that the hook logged/,
    ],
    [
      'job-failed-create',
      /did not start: FailedCreate: error looking up service account .*: serviceaccount "missing" not found$/,
      /^Create ServiceAccount "missing" in namespace rec-job-failed-create before the hook runs\./,
    ],
    [
      'job-quota',
      /did not start: FailedCreate: exceeded quota: none, requested: pods=1, used: pods=0, limited: pods=0$/,
      /^ResourceQuota none is used up\. .* --namespace rec-job-quota$/,
    ],
    [
      'job-pod-security',
      /did not start: FailedCreate: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false/,
      /^Pod Security in namespace rec-job-pod-security rejects the Pod\. .* securityContext\.$/,
    ],
    [
      'job-webhook',
      /did not start: FailedCreate: ValidatingAdmissionPolicy .* denied request: images must be signed$/,
      /^A policy of the cluster rejected the Pod\./,
    ],
    [
      'job-pod-failure-policy',
      /failed: PodFailurePolicy: Container migrate .* exit code 42 matching FailJob rule at index 0 \(container "migrate" ended with exit code 42 in attempt 1 of 4\): error: the schema is newer than this version$/,
      /^The Job's podFailurePolicy allows no further attempt after this failure\./,
    ],
    [
      'pod-failed-mount',
      /did not start: FailedMount: MountVolume\.SetUp failed for volume "settings" : configmap "no-such-settings" not found$/,
      /^Create configmap "no-such-settings" in namespace rec-pod-failed-mount before the hook runs: it is mounted/,
    ],
    [
      'pod-slow-pull',
      /did not start: Pulling image "127\.0\.0\.1:45991\/slow:1"$/,
      /^The node is still pulling the image\./,
    ],
    [
      'pod-evicted',
      /failed: Evicted: Usage of EmptyDir volume "data" exceeds the limit "1Mi"\.$/,
      /^It used more disk than its limit\./,
    ],
    [
      'pod-drained',
      /failed: EvictionByEvictionAPI: Eviction API: evicting \(container "migrate" ended with exit code 137, SIGKILL\)$/,
      /^Its node was drained or lost, which ended the Pod\./,
    ],
    [
      'pod-preempted',
      /failed: PreemptionByScheduler: default-scheduler: preempting to accommodate a higher priority pod \(container/,
      /^The cluster ended the Pod\./,
    ],
    [
      'pod-node-gone',
      /failed: DeletionByPodGC: PodGC: node no longer exists$/,
      /^Its node was drained or lost, which ended the Pod\./,
    ],
    [
      'pod-node-lost',
      /^helm stopped waiting for Job .*: it ran on node rec-pod-node-lost, which has not responded since 20\S+Z$/,
      /^It may still run there: .* kubectl delete node rec-pod-node-lost /,
    ],
    [
      'pod-deleted',
      /failed: PodDeleted: its Pod was deleted while it ran \(container "migrate" ended with exit code 137, SIGKILL\)$/,
      /^Its Pod was deleted while it ran, by a person or by a cleanup tool\./,
    ],
    [
      'pod-lingering',
      /^helm stopped waiting for Job .*: container "migrate" ended with exit code 0, but "proxy" keeps the Job running$/,
      /^Make "proxy" a native sidecar container \(under initContainers, with restartPolicy:/,
    ],
    [
      'pod-lingering-failed',
      /: container "migrate" ended with exit code 3; last line of its log: "done", but "proxy" keeps the Job running$/,
      /^Make "proxy" a native sidecar container \(under initContainers, with restartPolicy:/,
    ],
    [
      'pod-termination-message',
      /ended with exit code 1: migration 7 cannot be applied$/,
      /^Fix the error that the hook logged/,
    ],
    [
      'pod-fallback-to-logs',
      /ended with exit code 1: error: migration 7 cannot be applied$/,
      /^Fix the error that the hook logged/,
    ],
    [
      'release-not-ready',
      /^Migrations are applied, but release "app" is not deployed: resource Deployment\/.* message: Available: 0\/1; context deadline exceeded$/,
      /^Not everything was ready within "timeout"\./,
    ],
    [
      'helm3-release-not-ready',
      /^Migrations are applied, but release "app" is not deployed: context deadline exceeded$/,
      /^Not everything was ready within "timeout"\./,
    ],
    [
      'release-immutable',
      /^Migrations are applied, but .*: spec\.selector: Invalid value: .*: field is immutable$/,
      /^This field cannot be changed\./,
    ],
    [
      'release-quota',
      /^Migrations are applied, but .* deployments\.apps "app" is forbidden: exceeded quota: none, requested/,
      /^ResourceQuota none is used up. /,
    ],
    [
      'job-deadline',
      /failed: DeadlineExceeded: Job was active longer than specified deadline \(container "migrate" ended with exit code 137, SIGKILL\)$/,
      /^It ran longer than its activeDeadlineSeconds\. Increase that value\./,
    ],
    [
      'job-deleted',
      /failed: Deleted: the Job was deleted while it ran \(container "migrate" ended with exit code 137, SIGKILL\)$/,
      /^The Job was deleted while it ran, by another deploy of this release or by a person\./,
    ],
    [
      'job-only-retries',
      /^helm stopped waiting for Job .*, which is still trying: 2 of 7 attempts failed, each with exit code 1: ERROR: column status of relation projects already exists$/,
      /^Fix the error that the hook logged, .* The next deploy waits until no attempt is running\.$/,
    ],
    [
      'pod-crash-loop',
      /^helm stopped waiting for Job .*, which is still trying: 3 attempts failed, each with exit code 1: ERROR: column status of relation projects already exists$/,
      /^Fix the error that the hook logged, .* The next deploy waits until no attempt is running\.$/,
    ],
    [
      'job-onfailure-limit',
      /failed: container "migrate" ended with exit code 1 in attempt 1; Kubernetes stopped attempt 2 while it ran: BackoffLimitExceeded: Job has reached the specified backoff limit$/,
      /^Fix the error that the hook logged, .* done part of its work\. Check that before you redeploy\.$/,
    ],
    [
      'job-parallel-limit',
      /failed: 2 attempts failed, each with exit code 1: ERROR: part 1; Kubernetes stopped attempt 2 while it ran: BackoffLimitExceeded: Job has reached the specified backoff limit$/,
      /^Fix the error that the hook logged, .* done part of its work\. Check that before you redeploy\.$/,
    ],
    [
      'job-deadline-retries',
      /failed: 2 of 7 attempts failed, each with exit code 1: ERROR: column status of relation projects already exists; Kubernetes stopped trying: DeadlineExceeded: Job was active longer than specified deadline$/,
      /^Fix the error that the hook logged, then redeploy\.$/,
    ],
    [
      'job-suspended-while-running',
      /^Job \S+ was suspended while it ran, 10 s after its start$/,
      /^A person or a queue such as Kueue suspended the Job \(spec\.suspend:/,
    ],
    [
      'pod-deleted-next-waits',
      /^Job \S+ was stopped while it ran, 8 s after its start: its Pod was deleted; its next attempt cannot start: CreateContainerConfigError: configmap "settings" not found$/,
      /^Create configmap "settings" .* done part of its work\. Check that before you redeploy\.$/,
    ],
    [
      'job-timeout',
      /^helm stopped waiting; Job .* is still running$/,
      /^The hook was not touched\. Wait for it to finish before redeploying/,
    ],
  ])('%s', async (recording, reason, advice) => {
    // What is done about a hook that waits is another matter, and another test's.
    const options = { helmExit: () => undefined };
    const { seen, helm: recorded } = await follow(recording, undefined, { options });
    const exit = recorded.lastErrors.length > 0 ? recorded : helm;
    const diagnosis = diagnose(makeFacts({ helm: exit, seen }));
    expect(diagnosis.reason).toMatch(reason);
    expect(diagnosis.advice).toMatch(advice);
  });
});

/** Messages of container runtimes and registries that cannot be had without them. */
describe('what to do about a hook that waits', () => {
  const adviseOn = (on: string) => {
    const hook = makeResult({ verdict: { kind: 'waiting', on }, deciding: undefined });
    return diagnose(makeFacts({ helm, seen: makeSeen({ hooks: [hook] }) })).advice;
  };
  it.each([
    [
      'ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image "ghcr.io/a/b:1": failed to resolve reference "ghcr.io/a/b:1": ghcr.io/a/b:1: not found',
      /^The image does not exist/,
    ],
    [
      'ImagePullBackOff: Back-off pulling image "a/b:1": ErrImagePull: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
      /Check imagePullSecrets in namespace shop/,
    ],
    [
      'ErrImagePull: failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://ghcr.io/token: 401 Unauthorized',
      /Check imagePullSecrets in namespace shop/,
    ],
    [
      'ErrImagePull: unexpected status code: 429 Too Many Requests - toomanyrequests: You have reached your pull rate limit.',
      /^The registry's rate limit for pulls is reached/,
    ],
    [
      'ErrImagePull: failed to pull and unpack image "r.example/a:1": failed to resolve reference "r.example/a:1": pulling from host r.example failed with status code [manifests 1]: 429 Too Many Requests',
      /^The registry's rate limit for pulls is reached/,
    ],
    [
      'ErrImagePull: failed to do request: Head "https://r.example/v2/a/manifests/1": tls: failed to verify certificate: x509: certificate signed by unknown authority',
      /^The node does not trust the registry's certificate/,
    ],
    [
      'ErrImagePull: something new',
      /^Check that the image exists, and that the cluster may pull it\./,
    ],
    [
      'ErrImageNeverPull: Container image "a:1" is not present with pull policy of Never',
      /^The image is not on the node/,
    ],
    [
      'CreateContainerConfigError: configmap "settings" not found',
      /^Create configmap "settings" in namespace shop/,
    ],
    [
      "CreateContainerConfigError: couldn't find key password in Secret shop/database",
      /^Add the key password to Secret shop\/database/,
    ],
    [
      'CreateContainerConfigError: container has runAsNonRoot and image will run as root (pod: "x", container: migrate)',
      /^runAsNonRoot is set, and the image runs as root\./,
    ],
    [
      'Unschedulable: 0/3 nodes are available: 3 Insufficient cpu.',
      /^No node has enough free resources. /,
    ],
    [
      'Unschedulable: 0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.',
      /kubectl describe pvc --namespace shop/,
    ],
    ['Unschedulable: 0/1 nodes are available: something new', /^No node can run the Pod/],
    ['the Job is suspended', /^Something suspended the Job/],
    ['its first Pod', /^Kubernetes has created no Pod for it\./],
    [
      'FailedCreate: failed quota: small: must specify limits.cpu for: migrate',
      /^ResourceQuota small requires every Pod to set its resources\. .*: limits\.cpu for: migrate\.$/,
    ],
    [
      'FailedCreate: Internal error occurred: failed calling webhook "sign.example.com": failed to call webhook: Post "https://sign": dial tcp: connection refused',
      /^The admission webhook sign\.example\.com does not answer/,
    ],
    [
      'FailedCreate: admission webhook "sign.example.com" denied the request: no signature',
      /^A policy of the cluster rejected the Pod/,
    ],
    [
      'FailedCreate: no PriorityClass with name high was found',
      /^Create PriorityClass "high" before the hook runs, or set another priorityClassName/,
    ],
    [
      'FailedCreate: pod rejected: RuntimeClass "gvisor" not found',
      /^Create RuntimeClass "gvisor" before the hook runs, or set another runtimeClassName/,
    ],
    [
      'Unschedulable: 0/1 nodes are available: persistentvolumeclaim "backup" not found. not found',
      /^Create PersistentVolumeClaim "backup" in namespace shop before the hook runs\./,
    ],
    ['FailedCreate: something new', /^Kubernetes cannot create the Pod/],
    [
      'FailedMount: MountVolume.SetUp failed for volume "x" : references non-existent secret key: ca.crt',
      /^Add the key ca\.crt to the Secret or ConfigMap of the volume/,
    ],
    [
      'FailedAttachVolume: Multi-Attach error for volume "pvc-1" Volume is already exclusively attached to one node',
      /^The volume is still attached to another node/,
    ],
    ['FailedMount: something new', /^A volume of the Pod cannot be mounted\./],
    [
      'FailedCreatePodSandBox: Failed to create pod sandbox: plugin type="calico" failed',
      /^The node cannot set up the network of the Pod/,
    ],
    [
      'ContainerCreating',
      /^The node is preparing the Pod. Volumes that cannot be mounted and slow pulls are common causes: kubectl describe pod --namespace shop/,
    ],
    ['SomethingNew: of Kubernetes 2', /^Fix what it is waiting for, then redeploy\.$/],
  ])('%s', (on, advice) => {
    expect(adviseOn(on)).toMatch(advice);
  });
});

describe('a hook that failed', () => {
  const failBy = (reason: string, message: string) => {
    const hook = makeFailure({ verdict: { kind: 'failed', reason, message }, deciding: undefined });
    return diagnose(makeFacts({ helm, seen: makeSeen({ hooks: [hook] }) }));
  };

  it('by its node may have done part of its work', () => {
    const { reason, advice } = failBy('Evicted', 'The node was low on resource: memory.');
    expect(reason).toBe(
      'Job shop/app-migration failed: Evicted: The node was low on resource: memory.',
    );
    expect(advice).toMatch(/^The cluster ended the Pod\./);
    expect(advice).toMatch(IN_PART);
  });

  it('for an unknown reason is told as Kubernetes says it', () => {
    expect(failBy('NewReason', 'of a new Kubernetes').reason).toBe(
      'Job shop/app-migration failed: NewReason: of a new Kubernetes',
    );
  });

  it('after several attempts says so', () => {
    const hook = makeFailure({ attempts: 3, attemptsMax: 3 });
    expect(diagnose(makeFacts({ helm, seen: makeSeen({ hooks: [hook] }) })).reason).toBe(
      'Job shop/app-migration failed: container "migrate" ended with exit code 1 in attempt 3 of 3',
    );
  });
});
