import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '../../../../src/hooks/job.js';
import { listStatuses, type Pod } from '../../../../src/hooks/targets.js';
import { listPods, readJob } from '../api.js';
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

/** How helm says that its timeout is over, since then we do not wait for the hook any more. */
export const GAVE_UP =
  'failed pre-install: (?:1 error occurred: \\* timed out waiting for the condition|resource \\S+ not ready\\. .*; context deadline exceeded)';

/** The last line of `FAILS`. */
export const ERROR = 'ERROR: column status of relation projects already exists';
/** A migration that fails at once. */
export const FAILS = `echo "applying 002"; echo "${ERROR}"; exit 1`;
/** What an attempt begins with during which something is done to those to come. */
export const SLOWLY = 'sleep 6; ';
/** One that writes a line a second, for longer than any helm here waits. */
export const STEPS = 'for i in $(seq 90); do echo "step $i"; sleep 1; done';

/** As `03` and `04` of the cases have it: helm stops waiting before Kubernetes does. */
export const IMPATIENT = { timeout: '25s', 'active-hook-timeout': '20s' };

/** A Job whose limit of attempts is Kubernetes' default of 6, unless its spec says otherwise. */
export function retriedJob(pod: Manifest, spec: Manifest = {}): Manifest {
  return jobHook({ name: HOOK }, pod, { backoffLimit: undefined, ...spec });
}

/** One whose only container runs this script. */
export function retriedScript(script: string, spec: Manifest = {}, pod: Manifest = {}): Manifest {
  return retriedJob(podSpec([container(script)], pod), spec);
}

/**
 * One whose script has a `$mode`, which `setMode` changes for the attempts to come; with `settings` in its namespace.
 */
export function moodyScript(script: string, spec: Manifest = {}): Manifest {
  return retriedJob(podSpec([container(script, NEEDS_SETTINGS)]), spec);
}

/**
 * Does the one thing in its first mode, the other in any other. In the first it takes its time, so that the mode is
 * changed by its end.
 */
export function either(first: string, later: string): string {
  return `if [ "$mode" = ${FIRST_MODE} ]; then ${SLOWLY}${first}; else ${later}; fi`;
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

/**
 * Changes it while the first attempt runs, which has read it: a machine that is busy has time to, and so has its
 * kubelet.
 */
export async function changeInFirst(place: Place): Promise<void> {
  await untilBegun(place);
  await setMode(place, 'later');
}

/** Resolves when the Pods of the hook's namespace are so; throws where they never are. */
export function untilPods(
  { namespace }: Place,
  isSo: (pods: readonly Pod[]) => boolean,
): Promise<void> {
  return until(`the Pods of ${namespace}`, async () => isSo(await listPods(namespace)));
}

/** Resolves when so many attempts have failed in Pods of their own. */
export function untilFailed({ namespace }: Place, count = 1): Promise<void> {
  return until(`${String(count)} failures in ${namespace}`, async () => {
    const job = await readJob<Job>(namespace, HOOK);
    return (job?.status?.failed ?? 0) >= count;
  });
}

/** Resolves when so many attempts have begun in Pods of their own. */
export function untilBegun(place: Place, count = 1): Promise<void> {
  return untilPods(place, (pods) => pods.filter(hasBegun).length >= count);
}

/** Resolves when a container of the hook runs. */
export function untilRunning(place: Place): Promise<void> {
  return untilPods(place, (pods) =>
    pods.flatMap(listStatuses).some(({ state }) => state?.running !== undefined),
  );
}

function hasBegun(pod: Pod): boolean {
  return listStatuses(pod).some(({ containerID }) => containerID !== undefined);
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + WAIT_MS;
  while (Date.now() < end) {
    if (await isSo()) return;
    await sleep(150);
  }
  throw new Error(`Waited for ${what} to the end`);
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
