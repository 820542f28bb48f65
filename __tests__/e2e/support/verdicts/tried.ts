import { setTimeout as sleep } from 'node:timers/promises';
import { container, jobHook, type Manifest, podSpec } from '../hooks.js';
import type { HelmMajor } from '../lab.js';
import { type Cause, HOOK, kubectlIn, type Place } from './cause.js';

/** Something that becomes of a hook's attempts, and what must be told of them. */
export interface Tried extends Omit<Cause, 'expected' | 'end' | 'told'> {
  readonly expected: (helm: HelmMajor) => {
    readonly outcome: string;
    readonly reason: RegExp;
    readonly advice: RegExp;
    /** The output: that of a failed attempt. */
    readonly exitCode: string;
    /** In the output `hooks`. */
    readonly hook: {
      readonly verdict: string;
      readonly attempts: number | readonly [least: number, most: number];
    };
    /** The last line of the log in the summary; undefined where there is none. */
    readonly lastLine: RegExp | undefined;
    /** Lines of ours in the log, in this order. */
    readonly told: readonly RegExp[];
    /** What the log must not say. */
    readonly untold?: RegExp;
  };
}

/** What MySQL's and MariaDB's DDL makes of a migration that was ended. */
export const HALF_APPLIED =
  'MySQL and MariaDB do not roll back DDL: a failed migration may be half applied, so look at the schema first\\.';
export const READ_LOG = 'Read the log of the hook, mend what it says, and deploy again\\.';
/** How helm says that its timeout is over, since then we do not wait for the hook any more. */
export const GAVE_UP =
  'failed pre-install: (?:1 error occurred: \\* timed out waiting for the condition|resource \\S+ not ready\\. .*; context deadline exceeded)';

/** The last line of `FAILS`. */
export const ERROR = 'ERROR: column status of relation projects already exists';
/** A migration that fails at once. */
export const FAILS = `echo "applying 002"; echo "${ERROR}"; exit 1`;
/** One that writes a line a second, for longer than any helm here waits. */
export const STEPS = 'for i in $(seq 90); do echo "step $i"; sleep 1; done';

/** As `03` and `04` of the cases have it: helm gives up before Kubernetes does. */
export const IMPATIENT = { timeout: '25s', 'active-hook-timeout': '5s' };

/** A Job whose limit of attempts is Kubernetes' default of 6, unless its spec says otherwise. */
export function retriedJob(pod: Manifest, spec: Manifest = {}): Manifest {
  return jobHook({ name: HOOK }, pod, { backoffLimit: undefined, ...spec });
}

/** One whose only container runs this script. */
export function retriedScript(script: string, spec: Manifest = {}, pod: Manifest = {}): Manifest {
  return retriedJob(podSpec([container(script)], pod), spec);
}

/** One whose script has a `$mode`, which `setMode` changes for the attempts to come; with `settings` in its namespace. */
export function moodyScript(script: string, spec: Manifest = {}): Manifest {
  return retriedJob(podSpec([container(script, NEEDS_SETTINGS)]), spec);
}

/** Does the one thing in its first mode, the other in any other. */
export function either(first: string, later: string): string {
  return `if [ "$mode" = ${FIRST_MODE} ]; then ${first}; else ${later}; fi`;
}

/** Changes what attempts do from now on. */
export function setMode(place: Place, mode: string): Promise<string> {
  return kubectlIn(
    place,
    'patch',
    'configmap',
    'settings',
    '--patch',
    JSON.stringify({ data: { mode } }),
  );
}

/** Changes it once the first attempt has failed. */
export async function changeAfterFailure(place: Place): Promise<void> {
  await untilFailed(place);
  await setMode(place, 'later');
}

/** Resolves when what kubectl tells of the hook's objects is so; throws where it never is. */
export async function untilSo(
  place: Place,
  [kind, path]: readonly [kind: 'job' | 'pods', path: string],
  isSo: (told: string) => boolean,
): Promise<void> {
  const what = kind === 'job' ? ['job', HOOK] : ['pods'];
  const output = ['--output', `jsonpath=${path}`];
  const until = Date.now() + WAIT_MS;
  let told = '';
  while (Date.now() < until) {
    told = await kubectlIn(place, 'get', ...what, ...output).catch(() => '');
    if (isSo(told)) return;
    await sleep(150);
  }
  throw new Error(`${path} of ${kind} was "${told}" to the end`);
}

/** Resolves when so many attempts have failed in Pods of their own. */
export function untilFailed(place: Place, count = 1): Promise<void> {
  return untilSo(place, ['job', '{.status.failed}'], (told) => Number(told) >= count);
}

/** Resolves when a container of the hook runs. */
export function untilRunning(place: Place): Promise<void> {
  const path = '{.items[*].status.containerStatuses[*].state.running.startedAt}';
  return untilSo(place, ['pods', path], (told) => told !== '');
}

/** Suspends the Job of the hook, or resumes it. */
export function setSuspended(place: Place, suspend: boolean): Promise<string> {
  return kubectlIn(place, 'patch', 'job', HOOK, '--patch', JSON.stringify({ spec: { suspend } }));
}

const WAIT_MS = 60_000;
const FIRST_MODE = 'first';

/** A ConfigMap that a container needs, to be there before the deploy. */
export function settings({ namespace }: Place): readonly Manifest[] {
  const metadata = { name: 'settings', namespace };
  return [{ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { mode: FIRST_MODE } }];
}

/** What makes a container need it. */
export const NEEDS_SETTINGS: Manifest = { envFrom: [{ configMapRef: { name: 'settings' } }] };
