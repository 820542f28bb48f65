import { nameHook } from '../helm/hook.js';
import type { HelmExit } from '../helm/run.js';
import type { HookResult } from '../hooks/observation.js';
import type { Answer } from './diagnose.js';
import { formatTime } from './format.js';
import { findHelmError } from './telling-line.js';

/** helm has given up, and a container of the hook runs on: that is not a failure of the migration. */
export function explainRunning(hook: HookResult, { lastErrors }: HelmExit): Answer {
  const name = nameHook(hook.hook);
  const said = findHelmError(lastErrors);
  const { container, isInit, since, main } = hook.running ?? {};
  if (container === undefined || isInit !== true || main === undefined)
    return {
      outcome: 'hook-running',
      reason: `helm stopped waiting, but ${name} is still running: ${said}`,
      advice:
        'The hook was not touched. Wait for it to finish before redeploying, and increase "timeout".',
      hook,
    };
  const others = main.map((it) => `"${it}"`).join(', ');
  return {
    outcome: 'hook-running',
    reason: `helm stopped waiting for ${name}: its init container "${container}" has been running since ${formatTime(since ?? '')}, and its main container ${others} has not started: ${said}`,
    advice: `Find out what the init container "${container}" waits for; the log has what it printed. It is still running: the next deploy waits for it, unless "active-hook: replace" deletes it.`,
    hook,
  };
}
