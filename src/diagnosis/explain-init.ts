import { nameHook } from '../helm/hook.js';
import type { HookResult } from '../hooks/result.js';
import type { RunningContainer } from '../hooks/running.js';
import type { Answer } from './diagnosis.js';
import { formatTime } from '../text/format.js';

/**
 * A hook that is still in an init container when helm stops waiting; `said` is helm's error. Undefined of any other.
 */
export function explainInit(hook: HookResult, said: string): Answer | undefined {
  const { running } = hook;
  if (running?.isInit !== true || running.notStarted.length === 0) return undefined;
  const { container, since } = running;
  const time = since === '' ? 'is still running' : `has been running since ${formatTime(since)}`;
  return {
    outcome: 'hook-running',
    cause: 'hook-running',
    reason: `helm stopped waiting for ${nameHook(hook.hook)}: its init container "${container}" ${time}, and its ${describeMain(running)} not started${describeAttempt(hook)}: ${said}`,
    advice: advise(hook, running),
    hook,
  };
}

/** What the init container itself has done only its log tells, and an earlier attempt may have got further. */
function advise({ hook, attempts }: HookResult, running: RunningContainer): string {
  const they = running.notStarted.length === 1 ? 'it has' : 'they have';
  const nothing = `Its ${describeMain(running)} not run, so ${they} migrated nothing.`;
  return [
    `Check why init container "${running.container}" does not finish: what it prints is in the log.`,
    ...(attempts > 1 ? [] : [nothing]),
    `Once the cause is gone, the ${hook.kind} continues by itself. If the fix is in the chart or its values, deploy it with "active-hook: replace". If the init container only needs more time, increase "timeout".`,
  ].join(' ');
}

/** With its verb. */
function describeMain({ notStarted }: RunningContainer): string {
  const names = notStarted.map((name) => `"${name}"`);
  if (names.length === 1) return `main container ${names.join('')} has`;
  return `main containers ${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''} have`;
}

/** Of the first attempt there is nothing to say. */
function describeAttempt({ attempts, attemptsMax }: HookResult): string {
  if (attempts < 2) return '';
  const most = attemptsMax === undefined ? '' : ` of ${String(attemptsMax)}`;
  return ` in attempt ${String(attempts)}${most}`;
}
