import type { Refusal } from '../../../fakes/fake-registry.js';
import { container, jobHook, type Manifest, podSpec } from '../hooks.js';
import { type HelmMajor, kubectl } from '../lab.js';

/** Where one cause is provoked. */
export interface Place {
  /** Its own; what is outside of it carries its name. */
  readonly namespace: string;
  /** Host and port of the stand-in for a registry. */
  readonly registry: string;
}

/** What a cause must be told as, from the first word to the last. */
export interface Expected {
  readonly outcome: string;
  readonly reason: RegExp;
  readonly advice: RegExp;
}

/** Something of which a deploy fails. */
export interface Cause {
  readonly name: string;
  readonly objects: (place: Place) => readonly Manifest[];
  readonly inputs?: Readonly<Record<string, string>>;
  /** The namespace's labels. */
  readonly labels?: Readonly<Record<string, string>>;
  /** What is there before the deploy, and gone after it. */
  readonly before?: (place: Place) => readonly Manifest[];
  /** Resolves when what was made before works. */
  readonly ready?: (place: Place) => Promise<unknown>;
  /** Done while helm runs. */
  readonly meanwhile?: (place: Place) => Promise<unknown>;
  /** Undoes what `ready` did beyond the objects. */
  readonly after?: (place: Place) => Promise<unknown>;
  /** The line of the log that says it while helm still waits, and does not end early. */
  readonly told?: RegExp;
  /** What ends the deploy: helm's own notice, its timeout, or we after `fail-fast`. */
  readonly end: 'helm' | 'timeout' | 'fail-fast';
  readonly expected: (helm: HelmMajor) => Expected;
}

/** Name of the hook of every cause. */
export const HOOK = 'hook';

/** How helm was ended where the hook could not start within `fail-fast`. */
export const ENDED_EARLY = '; helm was stopped after \\d+ s';

/** What is advised where the chart creates the object itself, as a hook that helm runs after the one that needs it. */
export function createsLater(object: string): string {
  return `${object} is a hook of this chart that helm creates after Job ${HOOK} \\(both have weight 0, and helm sorts by name\\)\\. Give it a lower helm\\.sh/hook-weight than the Job's 0, such as -1\\.`;
}

/** What is said of a hook that was ended while it ran, and whose log is not that of a migration. */
export const IN_PART =
  'The hook may have done part of its work\\. Check that before you redeploy\\.';
const SUSPENDED = 'Job hook was suspended, so it does not start later\\.';
export const READ_LOG = 'Fix the error that the hook logged, then redeploy\\.';

/** What is said of a hook that failed; `how` and `advice` are sources of regular expressions. */
export function failed(how: string, advice = READ_LOG): Expected {
  return {
    outcome: 'hook-failed',
    reason: new RegExp(`^Job \\S+/${HOOK} failed: ${how}$`),
    advice: new RegExp(`^${advice}$`),
  };
}

/** The same of one that may have done half of its work. */
export function cutOff(how: string, advice: string): Expected {
  return failed(how, `${advice} ${IN_PART}`);
}

/**
 * What is said of a hook that waits for `on`, while helm waits with it and after that; `ended` is how we ended helm.
 */
export function waitsFor(on: string, advice: string, ended = ''): Pick<Cause, 'told' | 'expected'> {
  return {
    told: new RegExp(`^Job ${HOOK} is waiting: ${on} \\(\\d+ s\\)$`, 'm'),
    expected: () => ({
      outcome: 'hook-failed',
      reason: new RegExp(`^Job \\S+/${HOOK} did not start: ${on}${ended}$`),
      advice: new RegExp(`^${advice} ${SUSPENDED}$`),
    }),
  };
}

/** What is said of a release that was not deployed for what helm says. */
export function notDeployed(said: string, advice: string, done?: string): Expected {
  const kept = ' What the hooks changed is not undone: the running version must work with it\\.';
  const reason =
    done === undefined
      ? `Release "any" was not deployed: ${said}`
      : `${done}, but release "any" is not deployed: ${said}`;
  return {
    outcome: 'deploy-failed',
    reason: new RegExp(`^${reason}$`),
    advice: new RegExp(`^${advice}${done === undefined ? '' : kept}$`),
  };
}

/** A Job as the only hook. */
export function hookJob(pod: Manifest, spec: Manifest = {}): Manifest {
  return jobHook({ name: HOOK }, pod, spec);
}

/** A Job whose only container runs this script. */
export function hookScript(script: string, more: Manifest = {}, spec: Manifest = {}): Manifest {
  return hookJob(podSpec([container(script, more)]), spec);
}

/** A Job of an image that the stand-in refuses. */
export function hookImage({ registry }: Place, refusal: Refusal): Manifest {
  return hookScript('echo never', { image: `${registry}/${refusal}/app:1` });
}

/** Runs kubectl in the cause's own namespace. */
export function kubectlIn({ namespace }: Place, ...args: readonly string[]): Promise<string> {
  return kubectl(...args, '--namespace', namespace);
}

/** Does something to the hook as soon as its container runs. */
export function whenRunning(
  disturb: (place: Place) => Promise<unknown>,
): (place: Place) => Promise<void> {
  return async (place) => {
    const job = `job/${HOOK}`;
    await kubectlIn(place, 'wait', job, '--for=create', '--timeout=60s');
    await kubectlIn(place, 'wait', job, '--for=jsonpath={.status.ready}=1', '--timeout=60s');
    await disturb(place);
  };
}
