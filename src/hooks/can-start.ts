import { findMissingProgram, hasStarted, listNext, mayRun } from './alive.js';
import { findMissingObject } from './missing-object.js';
import type { HookResult } from './result.js';
import { judgePod } from './pod.js';
import type { ContainerStatus, Pod } from './targets.js';

/** What may still become of a hook that has not ended. */
export type CanStart =
  /** It may succeed by itself. */
  | { readonly kind: 'open' }
  /** An image cannot be had, and this time nothing says why: what was said before stands. */
  | { readonly kind: 'unclear' }
  /** It cannot succeed unless somebody fixes it meanwhile. `trouble` is the same as long as the trouble is. */
  | { readonly kind: 'bad'; readonly trouble: string; readonly on: string }
  /** Nobody can fix it any more. */
  | { readonly kind: 'never'; readonly on: string };

const OPEN: CanStart = { kind: 'open' };

/**
 * Judges whether a hook can still succeed. Only what surely keeps it from starting counts; nothing does while a container of it runs or
 * may run, and one failed attempt is none where another follows, but for a program that does not exist.
 */
export function judgeCanStart(result: HookResult, pods: readonly Pod[]): CanStart {
  const { verdict } = result;
  if (verdict.kind !== 'waiting' && verdict.kind !== 'running') return OPEN;
  if (pods.some(mayRun)) return OPEN;
  const pending = pods.filter((pod) => judgePod(pod).kind === 'waiting');
  const answers = pending.flatMap(listNext).map(judgeContainer);
  if (pending.length === 0) answers.push(judgeAttempts(result, pods));
  if (verdict.kind === 'waiting' && !pods.some(hasNode)) answers.push(judgeRefusal(verdict.on));
  return worstOf(answers);
}

/** All attempts so far were of a program that does not exist, and the next ones will be. The last one is left to Kubernetes' own verdict. */
function judgeAttempts({ attempts, attemptsMax }: HookResult, pods: readonly Pod[]): CanStart {
  const isLast = attemptsMax === undefined || attempts >= attemptsMax;
  if (isLast || pods.length === 0 || pods.some(hasStarted)) return OPEN;
  const missing = pods.flatMap(listNext).map(findMissingProgram).at(-1);
  return missing === undefined ? OPEN : { kind: 'never', on: missing };
}

function hasNode({ spec }: Pod): boolean {
  return Boolean(spec?.nodeName);
}

/** ResourceQuotas in their own words: https://github.com/kubernetes/kubernetes/blob/v1.35.4/pkg/quota/v1/evaluator/core/pods.go */
const NEEDS_RESOURCES = /^FailedCreate: .*failed quota: [^:]+: must specify /s;
/** What a webhook or a rule says is its own text. */
const REFUSED_BY_RULE = /^FailedCreate: .*(?:\bwebhook "|\bdenied (?:the )?request\b)/s;
/** Kubernetes makes it in each namespace. */
const OWN_ACCOUNT = 'default';

/**
 * A Pod that the API server does not take, or the scheduler does not place. It is tried again as it is: that helps only where somebody
 * makes what is missing. Room in a quota comes free, and whoever keeps a rule of the cluster may change it.
 */
function judgeRefusal(on: string): CanStart {
  if (REFUSED_BY_RULE.test(on)) return OPEN;
  if (NEEDS_RESOURCES.test(on)) return { kind: 'bad', trouble: 'quota', on };
  const missing = findMissingObject(on);
  if (missing === undefined) return OPEN;
  const { kind, name } = missing;
  if (kind === 'ServiceAccount' && name === OWN_ACCOUNT) return OPEN;
  return { kind: 'bad', trouble: `${kind} ${name}`, on };
}

function worstOf(answers: readonly CanStart[]): CanStart {
  for (const kind of ['never', 'bad', 'unclear'] as const) {
    const found = answers.find((canStart) => canStart.kind === kind);
    if (found !== undefined) return found;
  }
  return OPEN;
}

/** A container that waits. Reasons are the kubelet's: `pkg/kubelet/images/types.go`, `pkg/kubelet/kuberuntime/kuberuntime_container.go` (v1.35.4). */
function judgeContainer(status: ContainerStatus): CanStart {
  const { reason = '', message = '' } = status.state?.waiting ?? {};
  const on = [reason, message].filter(Boolean).join(': ');
  const missing = findMissingProgram(status);
  if (missing !== undefined) return { kind: 'never', on: missing };
  switch (reason) {
    case 'InvalidImageName':
      return { kind: 'never', on };
    case 'ErrImageNeverPull':
      return { kind: 'bad', trouble: reason, on };
    case 'CreateContainerConfigError':
      return isConfigMissing(message) ? { kind: 'bad', trouble: on, on } : OPEN;
    case 'ErrImagePull':
    case 'ImagePullBackOff':
      return judgePull(message, on);
    default:
      return OPEN;
  }
}

/** The kubelet has one reason for all of these; only the message tells them apart. */
function isConfigMissing(message: string): boolean {
  return /^(?:secret|configmap) "[^"]*" not found|^couldn't find key |runAsNonRoot|non-root/i.test(
    message,
  );
}

/** The registry's or the network's trouble, which passes. */
const PULL_PASSES =
  /too ?many ?requests|rate limit|quota|server error|bad gateway|service unavailable|gateway time-?out|server misbehaving|timeout|timed out|deadline exceeded|connection re|network is unreachable|no route to host|EOF|x509|certificate|no space left/i;
/** There is no such image or registry, or it is not for us. */
const PULL_FAILS =
  /not found|manifest unknown|name unknown|does not exist|no match for platform|unauthorized|authentication required|authorization failed|no basic auth|denied|forbidden|no such host/i;

/**
 * The kubelet says `ErrImagePull` of everything: only the text of the registry tells what passes from what does not. Names and addresses
 * are left out of it. A text that is not known counts as trouble that passes: ending too early is worse than waiting.
 */
function judgePull(message: string, on: string): CanStart {
  const said = message.replace(/"[^"]*"|https?:\/\/\S+|\S+\/\S+:\S*/g, '');
  if (/^Back-off pulling image\s*$/.test(said)) return { kind: 'unclear' };
  if (PULL_PASSES.test(said) || !PULL_FAILS.test(said)) return OPEN;
  return { kind: 'bad', trouble: 'image', on };
}
