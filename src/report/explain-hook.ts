import { nameHook } from '../helm/hook-name.js';
import { WAITED_JOB } from '../helm/runs.js';
import type { HookResult, Observation } from '../hooks/observation.js';
import { describeEnd } from '../hooks/pod.js';
import { readMigrations } from '../migrations/read.js';
import { adviseFailure, adviseLingering, adviseWaiting } from './advice.js';
import type { Answer, DeployFacts } from './diagnose.js';
import { explainInit } from './explain-init.js';
import { describeFailure, findSaid } from './failure.js';
import { findHelmError } from './telling-line.js';

/** A hook that failed, by its container, else as Kubernetes says, and what its log says of it. */
export function explainFailedHook({ seen, helm }: DeployFacts): Answer | undefined {
  const hook = seen.hooks.find(({ verdict }) => verdict.kind === 'failed');
  if (hook?.verdict.kind !== 'failed') return undefined;
  const report = readMigrations(hook.log);
  const { verdict, deciding } = hook;
  const said = report?.error || findSaid(hook);
  const how = describeFailure(hook, verdict, helm);
  return {
    outcome: hook.event === WAITED_JOB ? 'deploy-failed' : 'hook-failed',
    reason: `${nameHook(hook.hook)} failed: ${[how, said].filter(Boolean).join(': ')}`,
    advice: adviseFailure(verdict, deciding, report !== undefined),
    hook,
  };
}

/** helm has given up, the hook has not: that is not a failure of the migration. */
export function explainActiveHook({ seen, helm }: DeployFacts): Answer | undefined {
  const hook = findActive(seen);
  if (hook?.verdict.kind === 'running') {
    return (
      explainLingering(hook) ??
      explainLostNode(hook) ??
      explainInit(hook, findHelmError(helm.lastErrors)) ?? {
        outcome: 'hook-running',
        reason: `helm gave up waiting, but ${nameHook(hook.hook)} is still running: ${findHelmError(helm.lastErrors)}`,
        advice: 'Let it end before the next deploy, and give it a longer "timeout".',
        hook,
      }
    );
  }
  if (hook?.verdict.kind !== 'waiting') return undefined;
  return {
    outcome: 'hook-failed',
    reason: `${nameHook(hook.hook)} did not start: it waits for ${hook.verdict.on}`,
    advice: adviseWaiting(hook.verdict.on, hook, seen.release),
    hook,
  };
}

/** The work is done, and the Job does not end. */
function explainLingering(hook: HookResult): Answer | undefined {
  if (hook.lingering === undefined) return undefined;
  const { ended, alive } = hook.lingering;
  const said = ended.exitCode === 0 ? '' : findSaid({ deciding: ended, log: hook.log });
  const how = [describeEnd(ended), said].filter(Boolean).join(': ');
  const names = alive.map((name) => `"${name}"`).join(', ');
  return {
    outcome: 'hook-running',
    reason: `helm gave up waiting for ${nameHook(hook.hook)}: ${how}, but ${names} keeps the ${hook.hook.kind} alive`,
    advice: adviseLingering(hook.lingering),
    hook,
  };
}

/** Whether it runs nobody knows. */
function explainLostNode(hook: HookResult): Answer | undefined {
  if (hook.lostNode === undefined) return undefined;
  const { node, since } = hook.lostNode;
  return {
    outcome: 'hook-running',
    reason: `helm gave up waiting for ${nameHook(hook.hook)}: it ran on node ${node}, which does not answer since ${since}`,
    advice: `It may still run there: look after the node before the next deploy. If the machine is off for good, kubectl delete node ${node} lets Kubernetes clear away what ran on it.`,
    hook,
  };
}

/** The first hook that runs or waits, or undefined. */
export function findActive({ hooks }: Observation): HookResult | undefined {
  return hooks.find(isActive);
}

/** True of a hook that runs or waits. */
export function isActive({ verdict }: HookResult): boolean {
  return verdict.kind === 'running' || verdict.kind === 'waiting';
}
