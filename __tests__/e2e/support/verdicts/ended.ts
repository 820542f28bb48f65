import { container, podSpec } from '../hooks.js';
import { type Cause, cutOff, failed, HOOK, hookJob, hookScript } from './cause.js';

const NO_PROGRAM =
  'The image does not contain this program, or it is not executable\\. Check the image, and command and args in the chart\\.';

/** Hooks whose container ends by itself, or cannot begin. */
export const ENDED: readonly Cause[] = [
  {
    name: 'exit-code',
    objects: () => [hookScript('echo begun; echo "error: no such table: orders" >&2; exit 3')],
    end: 'helm',
    expected: () => failed('container "main" ended with exit code 3: error: no such table: orders'),
  },
  {
    name: 'signal',
    // Signals spare the first process of a container, not its children.
    objects: () => [hookScript("bash -c 'kill -SEGV $BASHPID'; exit $?")],
    end: 'helm',
    expected: () =>
      failed('container "main" ended with exit code 139, SIGSEGV: .*Segmentation fault.*'),
  },
  {
    name: 'out-of-memory',
    objects: () => [
      hookScript('echo filling; exec tail /dev/zero', {
        resources: { limits: { memory: '24Mi' } },
      }),
    ],
    end: 'helm',
    expected: () =>
      cutOff(
        'container "main" ended with exit code 137, SIGKILL \\(OOMKilled\\); last line of its log: "filling"',
        'It needed more memory than its limit of 24Mi\\. Increase resources\\.limits\\.memory of the container\\.',
      ),
  },
  {
    name: 'deadline',
    objects: () => [hookScript('echo begun; exec sleep 120', {}, { activeDeadlineSeconds: 3 })],
    end: 'helm',
    expected: () =>
      cutOff(
        'DeadlineExceeded: Job was active longer than specified deadline.*',
        'It ran longer than its activeDeadlineSeconds\\. Increase that value\\.',
      ),
  },
  {
    name: 'attempts',
    objects: () => [hookScript('echo "error: locked"; exit 5', {}, { backoffLimit: 1 })],
    end: 'helm',
    expected: () => failed('2 of 2 attempts failed, each with exit code 5: error: locked'),
  },
  {
    name: 'pod-failure-policy',
    objects: () => {
      const onExitCodes = { containerName: 'main', operator: 'In', values: [42] };
      const podFailurePolicy = { rules: [{ action: 'FailJob', onExitCodes }] };
      const script = 'echo "error: the schema is newer" >&2; exit 42';
      return [hookScript(script, {}, { backoffLimit: 3, podFailurePolicy })];
    },
    end: 'helm',
    expected: () =>
      failed(
        'PodFailurePolicy: Container main for pod \\S+ failed with exit code 42 matching FailJob rule at index 0 \\(container "main" ended with exit code 42 in attempt 1 of 4\\): error: the schema is newer',
        "The Job's podFailurePolicy allows no further attempt after this failure\\. Fix the error that the hook logged, then redeploy\\.",
      ),
  },
  {
    name: 'no-such-command',
    objects: () => [hookScript('', { command: ['/no/such/program'] })],
    end: 'helm',
    expected: () =>
      failed(
        'container "main" ended with exit code 128 \\(StartError\\): .*exec: "/no/such/program": stat /no/such/program: no such file or directory.*',
        NO_PROGRAM,
      ),
  },
  {
    name: 'not-executable',
    objects: () => [hookScript('', { command: ['/etc/passwd'] })],
    end: 'helm',
    expected: () =>
      failed(
        'container "main" ended with exit code 128 \\(StartError\\): .*exec: "/etc/passwd": permission denied.*',
        NO_PROGRAM,
      ),
  },
  {
    name: 'init-hangs',
    objects: () => [
      hookJob(
        podSpec([container('echo migrated')], {
          initContainers: [
            container('echo etcd is there', { name: 'wait-etcd' }),
            container('sleep 120', { name: 'wait-mariadb' }),
          ],
        }),
      ),
    ],
    inputs: { timeout: '25s' },
    end: 'timeout',
    expected: () => ({
      outcome: 'hook-running',
      reason: new RegExp(
        `^helm stopped waiting for Job \\S+/${HOOK}: its init container "wait-mariadb" has been running since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC, and its main container "main" has not started: .+ \\(followed for \\d s more\\)$`,
      ),
      advice:
        /^Check why init container "wait-mariadb" does not finish: what it prints is in the log\. Its main container "main" has not run, so it has migrated nothing\. .* deploy it with "active-hook: replace"\. If the init container only needs more time, increase "timeout"\.$/,
    }),
  },
  {
    name: 'lingering',
    objects: () => [
      hookJob(podSpec([container('echo migrated'), container('sleep 120', { name: 'proxy' })])),
    ],
    inputs: { timeout: '25s' },
    end: 'timeout',
    expected: () => ({
      outcome: 'hook-running',
      reason: new RegExp(
        `^helm stopped waiting for Job \\S+/${HOOK}: container "main" ended with exit code 0, but "proxy" keeps the Job running \\(followed for \\d s more\\)$`,
      ),
      advice:
        /^Make "proxy" a native sidecar container \(under initContainers, with restartPolicy: Always; Kubernetes 1\.29 or later\), which stops when the others have ended\. Or have it stop when "main" has ended\.$/,
    }),
  },
];
