import { setTimeout as sleep } from 'node:timers/promises';
import { container, podHook, podSpec } from '../hooks.js';
import { kubectl } from '../lab.js';
import { IN_PART, HOOK, kubectlIn, type Place, READ_LOG } from './cause.js';
import {
  changeInFirst,
  either,
  ERROR,
  FAILS,
  GAVE_UP,
  IMPATIENT,
  moodyScript,
  NEEDS_SETTINGS,
  retriedJob,
  retriedScript,
  setMode,
  settings,
  SLOWLY,
  type Tried,
  untilBegun,
  untilPods,
} from './tried.js';

/** What an attempt has written that is still at it. */
const HALF_WAY = 'echo half; sleep 90';
const ON_FAILURE = { restartPolicy: 'OnFailure' };
const NOT_AGAIN = 'Job hook was suspended, so it does not try again\\.';
const NOT_LATER = 'Job hook was suspended, so it does not start later\\.';

const attempt = (number: number, most: number, code = 1) =>
  new RegExp(
    `^Job hook: attempt ${String(number)} of ${String(most)} failed with exit code ${String(code)}; Kubernetes will try again$`,
  );
const restart = (number: number, kind = 'Job') =>
  new RegExp(
    `^${kind} hook: attempt ${String(number)} failed with exit code 1; Kubernetes will try again$`,
  );
const matching = (...parts: readonly string[]) => new RegExp(`^${parts.join('')}$`);
const SUSPENDED = /^Job hook was suspended, so it does not try again$/;

/** Attempts that fail alike, after which helm stops waiting; a machine that is busy makes fewer of them. */
const gaveUp = (error = ERROR, exitCode = 1, why = '', advice = READ_LOG) => ({
  outcome: 'hook-failed',
  reason: matching(
    `Job \\S+/${HOOK} failed: [123] of 7 attempts failed,(?: each)? with exit code ${String(exitCode)}${why}`,
    `${error === ERROR ? `: ${error}` : `; last line of its log: "${error}"`}; helm stopped waiting: ${GAVE_UP}`,
  ),
  advice: matching(`${advice} ${NOT_AGAIN}`),
  exitCode: String(exitCode),
  hook: { verdict: 'failed', attempts: [1, 3] as const },
  lastLine: matching(error),
});

/** Attempts in one Pod, whose last one is kept back when we leave, or as soon as we may suspend it. */
const looped = (kind: 'Job' | 'Pod', ending: string) => ({
  exitCode: '1',
  lastLine: matching(ERROR),
  told: [restart(1, kind), restart(2, kind), restart(3, kind), new RegExp(ending)],
  untold: /attempt (?:1\b.*, is waiting|\d+.*, is waiting: ContainerCreating)/,
  hook: { verdict: kind === 'Job' ? 'failed' : 'running', attempts: [3, 5] as const },
});

/** Hooks that fail, and are tried again. */
export const RETRIED: readonly Tried[] = [
  {
    name: 'default-limit',
    objects: () => [retriedScript(FAILS)],
    inputs: IMPATIENT,
    expected: () => ({ ...gaveUp(), told: [attempt(1, 7), SUSPENDED] }),
  },
  {
    name: 'init-container',
    objects: () => [
      retriedJob(
        podSpec([container('echo done')], {
          initContainers: [container(FAILS, { name: 'schema' })],
        }),
      ),
    ],
    inputs: IMPATIENT,
    expected: () => ({ ...gaveUp(), told: [attempt(1, 7), SUSPENDED] }),
  },
  {
    name: 'out-of-memory',
    objects: () => {
      const resources = { limits: { memory: '24Mi' } };
      return [retriedJob(podSpec([container('echo filling; exec tail /dev/zero', { resources })]))];
    },
    inputs: IMPATIENT,
    expected: () => ({
      ...gaveUp(
        'filling',
        137,
        ' \\(OOMKilled\\)',
        `It needed more memory than its limit of 24Mi\\. Increase resources\\.limits\\.memory of the container\\. ${IN_PART}`,
      ),
      told: [
        /^Job hook: attempt 1 of 7 failed with exit code 137 \(OOMKilled\); Kubernetes will try again$/,
        SUSPENDED,
      ],
    }),
  },
  {
    // It fails while we follow it, or just after that.
    name: 'outlives-helm',
    objects: () => [retriedScript(`echo "applying 002"; sleep 28; echo "${ERROR}"; exit 1`)],
    inputs: { ...IMPATIENT, 'active-hook-timeout': '45s' },
    expected: () => ({
      ...gaveUp(),
      told: [
        /^helm stopped waiting \(exit code 1\); following Job hook, which is still running, for up to 45 s$/,
        attempt(1, 7),
        SUSPENDED,
      ],
    }),
  },
  {
    name: 'runs-on',
    objects: () => [
      moodyScript(either('echo "applying 002"; echo "ERROR: locked"; exit 1', HALF_WAY)),
    ],
    before: settings,
    meanwhile: changeInFirst,
    inputs: { ...IMPATIENT, timeout: '40s' },
    expected: () => ({
      outcome: 'hook-running',
      reason: matching(
        `helm stopped waiting for Job \\S+/${HOOK}, which is still trying: 1 of 7 attempts failed, with exit code 1: `,
        'ERROR: locked \\(followed for \\d+ s more\\)',
      ),
      advice: matching(`${READ_LOG} The next deploy waits until no attempt is running\\.`),
      exitCode: '1',
      hook: { verdict: 'running', attempts: 2 },
      // Not that of the newest one, which is half-way.
      lastLine: /^ERROR: locked$/,
      told: [
        attempt(1, 7),
        /^helm stopped waiting \(exit code 1\); following Job hook, which is still running/,
      ],
    }),
  },
  {
    name: 'crash-loop',
    objects: () => [retriedScript(FAILS, {}, ON_FAILURE)],
    inputs: { ...IMPATIENT, 'active-hook-timeout': '2m' },
    expected: () => ({
      ...looped('Job', '^Job hook was suspended, so it does not try again$'),
      outcome: 'hook-failed',
      reason: matching(
        `Job \\S+/${HOOK} failed: [345] attempts failed, each with exit code 1: ${ERROR}; helm stopped waiting: ${GAVE_UP}`,
      ),
      advice: matching(`${READ_LOG} ${NOT_AGAIN}`),
    }),
  },
  {
    name: 'crash-loop-of-a-pod',
    objects: () => [podHook({ name: HOOK }, podSpec([container(FAILS)], ON_FAILURE))],
    inputs: { ...IMPATIENT, 'active-hook-timeout': '2m' },
    expected: () => ({
      ...looped('Pod', '^Pod hook will try again\\. To prevent that: kubectl delete pod hook '),
      outcome: 'hook-running',
      reason: matching(
        `helm stopped waiting for Pod \\S+/${HOOK}, which is still trying: [345] attempts failed, each with exit code 1: `,
        `${ERROR}(?: \\(followed for .* more\\))?`,
      ),
      advice: matching(
        `${READ_LOG} The next deploy waits until no attempt is running\\. `,
        'Pod hook will try again\\. To prevent that: kubectl delete pod hook --namespace \\S+',
      ),
    }),
  },
  {
    // The Job controller deletes the Pod while its second attempt runs.
    name: 'restart-at-limit',
    objects: () => [
      retriedScript(
        `echo "applying 002"; sleep 5; echo "${ERROR}"; exit 1`,
        { backoffLimit: 1 },
        ON_FAILURE,
      ),
    ],
    expected: () => ({
      outcome: 'hook-failed',
      reason: matching(
        `Job \\S+/${HOOK} failed: container "main" ended with exit code 1 in attempt 1: ${ERROR}; Kubernetes stopped attempt 2 `,
        'while it ran: BackoffLimitExceeded: Job has reached the specified backoff limit',
      ),
      advice: matching(`${READ_LOG} ${IN_PART}`),
      exitCode: '1',
      hook: { verdict: 'failed', attempts: 2 },
      lastLine: matching(ERROR),
      told: [
        restart(1),
        /^Job hook: attempt 2 was stopped: its Pod was deleted while it ran$/,
        /^❌ Job hook failed \(2 attempts, exit code 1, \d+ s, BackoffLimitExceeded\)$/,
      ],
      untold: /a person or by a cleanup tool/,
    }),
  },
  {
    name: 'deadline',
    objects: () => [retriedScript(FAILS, { activeDeadlineSeconds: 28 })],
    expected: () => ({
      outcome: 'hook-failed',
      reason: matching(
        `Job \\S+/${HOOK} failed: 2 of 7 attempts failed, each with exit code 1: ${ERROR}; `,
        'Kubernetes stopped trying: DeadlineExceeded: Job was active longer than specified deadline',
      ),
      advice: matching(READ_LOG),
      exitCode: '1',
      hook: { verdict: 'failed', attempts: 2 },
      lastLine: matching(ERROR),
      told: [attempt(1, 7), attempt(2, 7)],
    }),
  },
  {
    name: 'deadline-of-a-run',
    objects: () => [moodyScript(either(FAILS, HALF_WAY), { activeDeadlineSeconds: 40 })],
    before: settings,
    meanwhile: changeInFirst,
    expected: () => ({
      outcome: 'hook-failed',
      reason: matching(
        `Job \\S+/${HOOK} failed: container "main" ended with exit code 1 in attempt 1 of 7: ${ERROR}; Kubernetes stopped `,
        'attempt 2 while it ran: DeadlineExceeded: Job was active longer than specified deadline',
      ),
      advice: matching(`${READ_LOG} ${IN_PART}`),
      exitCode: '1',
      hook: { verdict: 'failed', attempts: 2 },
      lastLine: matching(ERROR),
      told: [
        attempt(1, 7),
        /^Job hook: attempt 2 of 7 was stopped: its Pod was deleted while it ran$/,
      ],
    }),
  },
  {
    // Two of three Pods use up all attempts; the Job controller deletes the third one.
    name: 'parallel-limit',
    objects: () => [
      retriedScript(
        `echo "part $JOB_COMPLETION_INDEX"; [ $JOB_COMPLETION_INDEX != 2 ] || exec sleep 90; sleep 2; echo "${ERROR}"; exit 1`,
        { backoffLimit: 1, parallelism: 3, completions: 3, completionMode: 'Indexed' },
      ),
    ],
    expected: () => ({
      outcome: 'hook-failed',
      reason: matching(
        `Job \\S+/${HOOK} failed: 2 attempts failed, each with exit code 1: ${ERROR}; Kubernetes stopped attempt [123] `,
        'while it ran: BackoffLimitExceeded: Job has reached the specified backoff limit',
      ),
      advice: matching(`${READ_LOG} ${IN_PART}`),
      exitCode: '1',
      hook: { verdict: 'failed', attempts: 3 },
      lastLine: matching(ERROR),
      told: [
        /^Job hook: attempt [123] failed with exit code 1$/,
        /^Job hook: attempt [123] failed with exit code 1$/,
        /^Job hook: attempt [123] was stopped: its Pod was deleted while it ran$/,
      ],
      untold: /a person or by a cleanup tool|Kubernetes will try again/,
    }),
  },
  {
    name: 'exit-codes',
    objects: () => [
      moodyScript(
        `${SLOWLY}[ "$mode" = first ] && code=3 || code=$mode; echo "ERROR: code $code"; exit $code`,
        { backoffLimit: 2 },
      ),
    ],
    before: settings,
    meanwhile: async (place) => {
      await untilBegun(place);
      await setMode(place, '4');
      await untilBegun(place, 2);
      await setMode(place, '5');
    },
    expected: () => ({
      outcome: 'hook-failed',
      reason: matching(
        `Job \\S+/${HOOK} failed: 3 of 3 attempts failed, with exit codes 3, 4, 5: ERROR: code 5`,
      ),
      advice: matching(READ_LOG),
      exitCode: '5',
      hook: { verdict: 'failed', attempts: 3 },
      lastLine: /^ERROR: code 5$/,
      told: [
        attempt(1, 3, 3),
        attempt(2, 3, 4),
        /^Job hook: attempt 3 of 3 failed with exit code 5$/,
        /^❌ Job hook failed \(3 attempts, exit code 5, .+, BackoffLimitExceeded\)$/,
      ],
    }),
  },
  {
    name: 'last-one-good',
    objects: () => [moodyScript(either(FAILS, 'echo "applied 002"'), { backoffLimit: 1 })],
    before: settings,
    meanwhile: changeInFirst,
    expected: () => ({
      outcome: 'deployed',
      reason: /^any revision 1 is deployed in namespace \S+\.$/,
      advice: /^$/,
      exitCode: '0',
      hook: { verdict: 'succeeded', attempts: 2 },
      lastLine: undefined,
      told: [attempt(1, 2), /^✅ Job hook succeeded \(attempt 2 of 2, exit code 0, \d+ s\)$/],
    }),
  },
  {
    name: 'then-no-settings',
    objects: () => [retriedJob(podSpec([container(SLOWLY + FAILS, NEEDS_SETTINGS)]))],
    before: settings,
    meanwhile: async (place) => {
      await untilBegun(place);
      await kubectlIn(place, 'delete', 'configmap', 'settings');
    },
    inputs: { timeout: '60s', 'fail-fast': '4s' },
    expected: () =>
      thenWaits(
        'CreateContainerConfigError: configmap "settings" not found',
        'Create configmap "settings" in namespace \\S+ before the hook runs\\. .*',
        '; helm was stopped after \\d+ s',
      ),
  },
  {
    name: 'then-no-node',
    objects: (place) => [
      retriedScript(SLOWLY + FAILS, {}, { nodeSelector: { [place.namespace]: 'here' } }),
    ],
    ready: (place) => label(place, '=here'),
    meanwhile: async (place) => {
      await untilBegun(place);
      await label(place, '-');
    },
    inputs: { ...IMPATIENT, timeout: '40s' },
    expected: () =>
      thenWaits(
        'Unschedulable: 0/\\d+ nodes are available: .*',
        'No node matches the Pod\\. Compare nodeSelector, affinity and tolerations of the hook with the nodes \\(kubectl get nodes --show-labels\\)\\.',
      ),
  },
  {
    // Only a Pod that is not on its node yet can be given another image without a race.
    name: 'then-no-image',
    objects: (place) => [
      retriedScript(SLOWLY + FAILS, {}, { nodeSelector: { [place.namespace]: 'here' } }),
    ],
    ready: (place) => label(place, '=here'),
    meanwhile: async (place) => {
      await untilBegun(place);
      await label(place, '-');
      await untilPods(place, (pods) => pods.some(({ status }) => status?.phase === 'Pending'));
      await sleep(500);
      const pending = ['--field-selector=status.phase=Pending', '--output=name'];
      const pod = (await kubectlIn(place, 'get', 'pods', ...pending)).trim();
      const image = `main=${place.registry}/missing/app:1`;
      await kubectlIn(place, 'set', 'image', pod, image);
      await label(place, '=here');
    },
    after: (place) => label(place, '-'),
    inputs: { timeout: '60s', 'fail-fast': '4s' },
    expected: () =>
      thenWaits(
        '(?:ErrImagePull|ImagePullBackOff): .*/missing/app:1: not found',
        'The image does not exist\\. Check its name and tag, and that it was pushed\\.',
        '; helm was stopped after \\d+ s',
      ),
  },
];

/** One attempt that failed, and another that cannot start. */
function thenWaits(on: string, advice: string, ended = ''): ReturnType<Tried['expected']> {
  return {
    outcome: 'hook-failed',
    reason: matching(
      `Job \\S+/${HOOK} failed: 1 of 7 attempts failed, with exit code 1: ${ERROR}; its next attempt cannot start: ${on}${ended}`,
    ),
    advice: matching(`${READ_LOG} ${advice} ${NOT_LATER}`),
    exitCode: '1',
    hook: { verdict: 'failed', attempts: 2 },
    lastLine: matching(ERROR),
    told: [attempt(1, 7), matching(`Job hook, attempt 2 of 7, is waiting: ${on} \\(\\d+ s\\)`)],
    untold: /attempt 2 of 7 (?:failed|was stopped)/,
  };
}

/** Sets or takes away a label of the node that carries the place's name. */
function label({ namespace }: Place, value: '=here' | '-'): Promise<string> {
  return kubectl('label', 'nodes', '--all', '--overwrite', `${namespace}${value}`);
}
