import { isExplained } from '../hooks/events.js';
import { type ContainerEnd, describeSignal } from '../hooks/pod.js';

/** Why one Pod, or a whole workload, is not ready. */
export type Trouble =
  /** A container ends again and again. */
  | {
      readonly kind: 'exits';
      readonly end: ContainerEnd;
      readonly isInit: boolean;
      readonly restarts: number;
    }
  /** A probe of a container fails; Kubernetes may have ended it for that. */
  | {
      readonly kind: 'probe';
      readonly probe: 'readiness' | 'liveness' | 'startup';
      readonly container: string;
      readonly says: string;
      readonly restarts: number;
      readonly hasEnded: boolean;
    }
  /** All containers are ready, and a condition is not that somebody else sets. */
  | {
      readonly kind: 'gate';
      readonly gate: string;
      /** False while nobody has said anything of it. */
      readonly isSet: boolean;
      readonly says: string;
    }
  /** Kubernetes' words on what keeps it from starting. */
  | { readonly kind: 'waits'; readonly on: string }
  /** Nothing says why; `container` is one that runs, undefined where all that run are ready. */
  | {
      readonly kind: 'not-ready';
      readonly container: string | undefined;
      readonly isInit: boolean;
    }
  | { readonly kind: 'paused' }
  | { readonly kind: 'deadline'; readonly message: string; readonly since: string };

/** The same of troubles that are alike: Pods that fail alike are told once. */
export function nameTrouble(trouble: Trouble): string {
  switch (trouble.kind) {
    case 'exits':
      return `exits ${trouble.end.container} ${String(trouble.end.exitCode)} ${trouble.end.reason}`;
    case 'probe':
      return `probe ${trouble.probe} ${trouble.container}${trouble.hasEnded ? ' ended' : ''}`;
    case 'gate':
      return `gate ${trouble.gate}`;
    case 'waits':
      return `waits ${trouble.on.replace(/^(?:ErrImagePull|ImagePullBackOff)\b.*$/s, 'image').replace(/"[^"]*"|\d+/g, '#')}`;
    case 'not-ready':
      return `not-ready ${trouble.container ?? ''}`;
    case 'paused':
    case 'deadline':
      return trouble.kind;
    default:
      return trouble satisfies never;
  }
}

/** How much a trouble says: what ends leads, then what cannot start, then what is only not ready yet. */
export function rankTrouble(trouble: Trouble): number {
  switch (trouble.kind) {
    case 'exits':
      return 0;
    case 'waits':
      return isExplained(trouble.on) ? 1 : 5;
    case 'probe':
    case 'gate':
      return 2;
    case 'paused':
      return 3;
    case 'deadline':
      return 4;
    case 'not-ready':
      return 6;
    default:
      return trouble satisfies never;
  }
}

/**
 * A trouble as part of a sentence; `said` is what a container wrote last that tells why, empty where that is not known.
 */
export function describeTrouble(trouble: Trouble, said: string): string {
  switch (trouble.kind) {
    case 'exits':
      return describeExit(trouble, said);
    case 'probe':
      return describeProbe(trouble);
    case 'waits':
      return trouble.on;
    case 'gate':
      return describeGate(trouble);
    case 'not-ready':
      return describeUnready(trouble);
    case 'paused':
      return 'its rollout is paused (spec.paused: true)';
    case 'deadline':
      return `ProgressDeadlineExceeded: ${trouble.message}`;
    default:
      return trouble satisfies never;
  }
}

function describeExit(
  { end, isInit, restarts }: Extract<Trouble, { kind: 'exits' }>,
  said: string,
): string {
  const reason = ['Error', 'Completed'].includes(end.reason) ? '' : ` (${end.reason})`;
  const what = `${isInit ? 'init container' : 'container'} "${end.container}"`;
  const how = `${what} exits with code ${String(end.exitCode)}${describeSignal(end.exitCode)}${reason}`;
  const why = end.message.length > 0 && said === '' ? end.message : said;
  return `${[how, why].filter(Boolean).join(': ')}${countRestarts(restarts)}`;
}

function describeProbe(trouble: Extract<Trouble, { kind: 'probe' }>): string {
  const { probe, container, says, restarts, hasEnded } = trouble;
  if (!hasEnded)
    return [`the ${probe} probe of container "${container}" fails`, says]
      .filter(Boolean)
      .join(': ');
  const does = restarts > 0 ? 'restarts' : 'ends';
  const what = `Kubernetes ${does} container "${container}": its ${probe} probe fails`;
  return `${[what, says].filter(Boolean).join(': ')}${countRestarts(restarts)}`;
}

function describeGate({ gate, isSet, says }: Extract<Trouble, { kind: 'gate' }>): string {
  const what = `its containers are ready, but readiness gate "${gate}" is ${isSet ? 'not true' : 'not set'}`;
  return [what, says].filter(Boolean).join(': ');
}

function describeUnready({ container, isInit }: Extract<Trouble, { kind: 'not-ready' }>): string {
  if (container === undefined) return 'Kubernetes does not say why';
  return isInit
    ? `init container "${container}" has not finished`
    : `container "${container}" is running but not ready`;
}

function countRestarts(restarts: number): string {
  if (restarts === 0) return '';
  return ` (${String(restarts)} ${restarts === 1 ? 'restart' : 'restarts'})`;
}
