import { describe, expect, it } from '@jest/globals';
import { judgeCanStart, type CanStart } from '../../../src/hooks/can-start.js';
import type { HookResult } from '../../../src/hooks/result.js';
import type { Pod } from '../../../src/hooks/targets.js';
import { makeResult } from '../../fakes/facts.js';
import { again, ended, makePod, RUNNING, type State, waiting } from '../../fakes/pods.js';
import { replay } from '../../fakes/recording.js';
import { explainWait } from '../../../src/hooks/events.js';

const PENDING = makeResult({ verdict: { kind: 'waiting', on: 'x' }, attemptsMax: 1 });
const judge = (pods: readonly Pod[], more: Partial<HookResult> = {}): CanStart =>
  judgeCanStart({ ...PENDING, attempts: pods.length, ...more }, pods);
const judgeState = (state: State): CanStart => judge([makePod({ states: [state] })]);

const pulling = (image: string, said: string) =>
  `failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${said}`;
const backOff = (image: string, said: string) =>
  `Back-off pulling image "${image}": ErrImagePull: ${said}`;

describe('an image that cannot be pulled', () => {
  // What the kubelet says on a cluster with containerd 2 (v1.35.4), and other runtimes and registries after it.
  it.each<readonly [CanStart['kind'], string]>([
    [
      'bad',
      `rpc error: code = NotFound desc = ${pulling('r:5/missing:1', 'r:5/missing:1: not found')}`,
    ],
    [
      'bad',
      pulling(
        'r:5/x:1',
        'pulling from host r:5 failed with status code [manifests 1]: 403 Forbidden',
      ),
    ],
    [
      'bad',
      pulling(
        'r:5/x:1',
        'pulling from host r:5 failed with status code [manifests 1]: 401 Unauthorized',
      ),
    ],
    [
      'bad',
      pulling(
        'none.invalid/x:1',
        'failed to do request: Head "https://none.invalid/v2/x/manifests/1": dial tcp: lookup none.invalid on 10.255.255.53:53: no such host',
      ),
    ],
    [
      'bad',
      pulling(
        'docker.io/a/b:1',
        'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
      ),
    ],
    [
      'bad',
      'Error response from daemon: manifest for a/b:1 not found: manifest unknown: manifest unknown',
    ],
    ['bad', 'reading manifest 1 in docker.io/a/b: requested access to the resource is denied'],
    [
      'open',
      pulling(
        'r:5/x:1',
        'pulling from host r:5 failed with status code [manifests 1]: 429 Too Many Requests',
      ),
    ],
    [
      'open',
      pulling(
        'r:5/x:1',
        'pulling from host r:5 failed with status code [manifests 1]: 500 Internal Server Error',
      ),
    ],
    [
      'open',
      pulling(
        'r:5/x:1',
        'pulling from host r:5 failed with status code [manifests 1]: 503 Service Unavailable',
      ),
    ],
    [
      'open',
      pulling(
        'r:5/x:1',
        'failed to do request: Head "http://r:5/v2/x/manifests/1": dial tcp r:5: connect: connection refused',
      ),
    ],
    [
      'open',
      pulling(
        'r/x:1',
        'failed to do request: Head "https://r/v2/x/manifests/1": dial tcp: lookup r on 10.0.0.2:53: server misbehaving',
      ),
    ],
    [
      'open',
      pulling(
        'r/x:1',
        'failed to do request: Head "https://r/v2/x/manifests/1": dial tcp 10.0.0.9:443: i/o timeout',
      ),
    ],
    [
      'open',
      pulling(
        'docker.io/a/b:1',
        'failed to copy: httpReadSeeker: unexpected status code: 429 - Server message: toomanyrequests: You have reached your pull rate limit.',
      ),
    ],
    [
      'open',
      pulling(
        'r/x:1',
        'tls: failed to verify certificate: x509: certificate signed by unknown authority',
      ),
    ],
    ['open', 'something that nobody has seen yet'],
    // Neither names nor addresses of an image say what happened.
    [
      'open',
      pulling('r/not-found/denied:1', 'r/not-found/denied:1: unexpected status: 502 Bad Gateway'),
    ],
    ['bad', pulling('r/timeout/rate-limit:1', 'r/timeout/rate-limit:1: not found')],
  ])('%s: %s', (kind, said) => {
    expect(judgeState(waiting('ErrImagePull', said)).kind).toBe(kind);
    expect(judgeState(waiting('ImagePullBackOff', backOff('r/x:1', said))).kind).toBe(kind);
  });

  it('is the same trouble however it is said', () => {
    const first = judgeState(waiting('ErrImagePull', 'r/x:1: not found'));
    const then = judgeState(waiting('ImagePullBackOff', backOff('r/x:1', 'r/x:1: not found')));
    expect([first, then]).toMatchObject([{ trouble: 'image' }, { trouble: 'image' }]);
  });

  it('and of which an older kubelet does not say why again', () => {
    expect(judgeState(waiting('ImagePullBackOff', 'Back-off pulling image "r/x:1"'))).toEqual({
      kind: 'unclear',
    });
  });
});

const noProgram = (how: string) =>
  `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: ${how}: unknown`;

describe('other things that a container waits for', () => {
  it.each<readonly [CanStart['kind'], string, string]>([
    ['never', 'InvalidImageName', 'Failed to apply default image tag "Not A Name"'],
    ['bad', 'ErrImageNeverPull', 'Container image "x:1" is not present with pull policy of Never'],
    ['bad', 'CreateContainerConfigError', 'secret "no-such-secret" not found'],
    ['bad', 'CreateContainerConfigError', 'configmap "none" not found'],
    ['bad', 'CreateContainerConfigError', "couldn't find key nokey in ConfigMap shop/config"],
    [
      'bad',
      'CreateContainerConfigError',
      `container's runAsUser breaks non-root policy (pod: "x_shop(1b4f)", container: m)`,
    ],
    [
      'bad',
      'CreateContainerConfigError',
      'container has runAsNonRoot and image will run as root (pod: "x_shop(1b4f)", container: m)',
    ],
    [
      'open',
      'CreateContainerConfigError',
      'failed to sync secret cache: timed out waiting for the condition',
    ],
    [
      'open',
      'CreateContainerConfigError',
      'failed to prepare subPath for volumeMount "x" of container "m"',
    ],
    [
      'never',
      'CreateContainerError',
      'container create failed: executable file `nope` not found in $PATH: No such file or directory',
    ],
    ['open', 'CreateContainerError', 'context deadline exceeded'],
    ['open', 'ContainerCreating', ''],
    ['open', 'PodInitializing', ''],
    ['open', 'ImageInspectError', 'Failed to inspect image "x:1"'],
    ['open', 'SomethingNew', 'that nobody has seen yet'],
  ])('%s: %s, %s', (kind, reason, message) => {
    expect(judgeState(waiting(reason, message)).kind).toBe(kind);
  });

  it('another Secret is another trouble', () => {
    const answers = ['secret "a" not found', 'secret "b" not found'].map((said) =>
      judgeState(waiting('CreateContainerConfigError', said)),
    );
    const [first, second] = answers.map((it) => (it.kind === 'bad' ? it.trouble : ''));
    expect(first).not.toBe(second);
  });
});

describe('a program that does not exist', () => {
  const messages = [
    noProgram('"/no/such": stat /no/such: no such file or directory'),
    noProgram('"nope": executable file not found in $PATH'),
    noProgram('"/etc/passwd": permission denied'),
  ];

  it.each(messages)('is hopeless where the container is started again and again: %s', (said) => {
    for (const by of ['RunContainerError', 'CrashLoopBackOff']) {
      const state = again(waiting(by, said), ended(128, 'StartError', said));
      const pod = makePod({ states: [state], restartPolicy: 'OnFailure' });
      expect(judge([pod])).toEqual({ kind: 'never', on: `StartError: ${said}` });
    }
  });

  const failed = makePod({ states: [ended(128, 'StartError', messages[0])], phase: 'Failed' });

  it('is hopeless where more attempts follow', () => {
    expect(judge([failed], { verdict: { kind: 'running' }, attemptsMax: 5 }).kind).toBe('never');
  });

  it.each([1, undefined])('is left to the Job where %s attempts are all', (attemptsMax) => {
    expect(judge([failed], { verdict: { kind: 'running' }, attemptsMax }).kind).toBe('open');
  });

  it('is not meant where an attempt has run before', () => {
    const ran = makePod({ name: 'one', states: [ended(1)], phase: 'Failed' });
    const more = { verdict: { kind: 'running' }, attemptsMax: 5 } as const;
    expect(judge([ran, failed], more).kind).toBe('open');
  });

  it('is no other trouble at the start', () => {
    const said = noProgram('x').replace(
      'exec: x',
      'error during container init: mkdir /etc/passwd: not a directory',
    );
    const state = again(waiting('CrashLoopBackOff'), ended(128, 'StartError', said));
    expect(judge([makePod({ states: [state], restartPolicy: 'OnFailure' })]).kind).toBe('open');
  });
});

describe('while something runs or may run', () => {
  const noImage = waiting('ErrImagePull', 'r/x:1: not found');

  it.each<readonly [string, readonly Pod[]]>([
    ['a container beside it', [makePod({ states: [noImage, RUNNING] })]],
    [
      'a Pod beside it',
      [makePod({ states: [noImage] }), makePod({ name: 'b', states: [RUNNING] })],
    ],
    ['a Pod that is being made', [makePod({ states: [noImage] }), makePod({ name: 'b' })]],
    [
      'an attempt before that is being ended',
      [
        makePod({ states: [RUNNING], isTerminating: true }),
        makePod({ name: 'b', states: [noImage] }),
      ],
    ],
  ])('%s: nothing is decided', (_title, pods) => {
    expect(judge(pods)).toEqual({ kind: 'open' });
  });

  it('but a sidecar may run', () => {
    const pod = makePod({ init: [{ ...RUNNING, isSidecar: true }], states: [noImage] });
    expect(judge([pod]).kind).toBe('bad');
  });
});

describe('a Pod that is not made, or that no node takes', () => {
  const judgeOn = (on: string, pods: readonly Pod[] = []) =>
    judge(pods, { verdict: { kind: 'waiting', on } });
  const account = (name: string) =>
    `FailedCreate: error looking up service account shop/${name}: serviceaccount "${name}" not found`;

  it.each<readonly [CanStart['kind'], string]>([
    ['bad', account('migrator')],
    // Kubernetes makes it in each namespace.
    ['open', account('default')],
    ['bad', account('default-migrator')],
    [
      'bad',
      'FailedCreate: failed quota: app.team/compute: must specify limits.cpu for: migrate; limits.memory for: migrate',
    ],
    ['bad', 'FailedCreate: no PriorityClass with name migrations was found'],
    ['bad', 'FailedCreate: pod rejected: RuntimeClass "gvisor" not found'],
    [
      'open',
      'FailedCreate: exceeded quota: none, requested: pods=1, used: pods=0, limited: pods=0',
    ],
    ['open', 'FailedCreate: status unknown for quota: compute, resources: pods'],
    ['open', 'FailedCreate: violates PodSecurity "restricted:latest": runAsNonRoot != true'],
    [
      'open',
      'FailedCreate: admission webhook "a.example.com" denied the request: serviceaccount "migrator" not found',
    ],
    [
      'open',
      'FailedCreate: Internal error occurred: failed calling webhook "a.example.com": failed to call webhook: Post "https://a": service "a" not found',
    ],
    [
      'open',
      "FailedCreate: ValidatingAdmissionPolicy 'a' with binding 'a' denied request: failed quota: own: must specify limits",
    ],
    ['open', 'FailedCreate: something that nobody has seen yet'],
    ['open', 'its first Pod'],
    ['open', 'the Job is suspended'],
  ])('%s: %s', (kind, on) => {
    expect(judgeOn(on).kind).toBe(kind);
  });

  const UNPLACED = makePod({ node: undefined });

  it.each<readonly [CanStart['kind'], string]>([
    [
      'bad',
      'Unschedulable: 0/1 nodes are available: persistentvolumeclaim "backup" not found. not found',
    ],
    [
      'open',
      'Unschedulable: 0/1 nodes are available: waiting for ephemeral volume controller to create the persistentvolumeclaim "x-y". not found',
    ],
    [
      'open',
      'Unschedulable: 0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.',
    ],
    ['open', 'Unschedulable: 0/3 nodes are available: 3 Insufficient cpu.'],
  ])('%s: %s', (kind, on) => {
    expect(judgeOn(on, [UNPLACED]).kind).toBe(kind);
  });

  it('is the same trouble for as long as it is the same object', () => {
    const quota = (what: string) => `FailedCreate: failed quota: ${what}`;
    const answers = [
      account('a'),
      `${account('a')} again`,
      account('b'),
      quota('q: must specify limits.cpu for: main'),
      quota('r: must specify limits.cpu for: main'),
    ].map((on) => judgeOn(on));
    expect(answers.map((it) => (it.kind === 'bad' ? it.trouble : it.kind))).toEqual([
      ...['ServiceAccount a', 'ServiceAccount a', 'ServiceAccount b'],
      ...['quota', 'quota'],
    ]);
  });

  it('is over once its Pod is on a node', () => {
    const pod = makePod({ states: [waiting('ErrImagePull', '429 Too Many Requests')] });
    expect(judgeOn(account('migrator'), [pod]).kind).toBe('open');
  });
});

it('a retry that cannot start does not wait for the attempts that are left', () => {
  const pods = [
    makePod({ name: 'one', states: [ended(1)], phase: 'Failed' }),
    makePod({ name: 'two', states: [waiting('ErrImagePull', 'r/x:1: not found')] }),
  ];
  expect(judge(pods, { verdict: { kind: 'running' }, attemptsMax: 7 }).kind).toBe('bad');
});

describe('recordings of the real cluster end as', () => {
  it.each([
    ['pod-image-pull-backoff', 'bad'],
    ['pod-invalid-image-name', 'never'],
    ['pod-missing-secret', 'bad'],
    ['pod-unschedulable', 'open'],
    ['pod-failed-mount', 'open'],
    ['pod-slow-pull', 'open'],
    ['job-timeout', 'open'],
    ['pod-missing-command', 'open'],
    ['job-failed-create', 'bad'],
    ['job-quota', 'open'],
    ['job-webhook', 'open'],
    ['job-pod-security', 'open'],
  ])('%s: %s', (recording, kind) => {
    const pods = replay(recording, 'pods').slice(-1);
    const on = explainWait('its first Pod', replay(recording, 'events'));
    expect(judge(pods, { verdict: { kind: 'waiting', on } }).kind).toBe(kind);
  });
});

describe('a Job for which no Pod can be made', () => {
  const judgeEvent = (on: string) => judge([], { verdict: { kind: 'waiting', on } }).kind;
  it.each<readonly [CanStart['kind'], string]>([
    [
      'bad',
      'FailedCreate: error looking up service account shop/app: serviceaccount "app" not found',
    ],
    ['bad', 'FailedCreate: failed quota: small: must specify limits.cpu for: migrate'],
    [
      'open',
      'FailedCreate: exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1',
    ],
    ['open', 'FailedCreate: Internal error occurred: failed calling webhook "x": timeout'],
    ['open', 'FailedCreate: violates PodSecurity "restricted:latest"'],
    ['open', 'FailedCreate: something new'],
    ['open', 'its first Pod'],
  ])('%s: %s', (kind, on) => {
    expect(judgeEvent(on)).toBe(kind);
  });

  it('is as a real cluster tells it', () => {
    const events = replay('job-failed-create', 'events');
    const said = `FailedCreate: ${events.at(-1)?.message ?? ''}`;
    expect(judgeEvent(said)).toBe('bad');
  });
});
