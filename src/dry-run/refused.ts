import type { Answer } from '../diagnosis/diagnosis.js';
import { nameHook } from '../helm/hook.js';
import type { DryRun, HookAtWork } from './dry-run.js';

type Refused = Exclude<DryRun, { kind: 'ran' | 'not-rendered' }>;

/** Why no hook was run. */
export function explainRefused(refused: Refused): Answer {
  const wrong = { outcome: 'deploy-failed', cause: 'input', hook: undefined } as const;
  switch (refused.kind) {
    case 'no-hook':
      return {
        ...wrong,
        reason: `"plan-set" is set, but the chart has no Job or Pod with the hook ${refused.event}.`,
        advice: 'Leave "plan-set" out for this chart.',
      };
    case 'not-dry':
      return {
        ...wrong,
        reason: `"plan-set" does not change ${refused.hooks.map(nameHook).join(', ')}, which would migrate the database. Nothing was run.`,
        advice:
          'Check the name of the value in "plan-set". If the chart has no dry run, leave "plan-set" out.',
      };
    case 'idle-line':
      return {
        ...wrong,
        reason: `The line ${refused.key} of "plan-set" changes nothing in the hooks. Nothing was run.`,
        advice:
          'Check the name of the value. Each line must change a hook, so that the one that makes the dry run cannot be missing.',
      };
    case 'same-name':
      return {
        ...wrong,
        cause: 'chart',
        reason: `${nameHook(refused.hook)} has the same name in the dry run as in a deploy. Nothing was run.`,
        advice:
          'The name of a hook must contain the name of the release. If the values set "fullnameOverride", set another one in "plan-set".',
      };
    case 'active':
      return explainActive(refused.at);
    default:
      return refused satisfies never;
  }
}

function explainActive({ hook, revision, because }: HookAtWork): Answer {
  return {
    ...{ outcome: 'blocked', cause: 'guard', hook: undefined },
    reason: `${nameHook(hook)} of revision ${String(revision)} is still active (${because}), so the dry run was not started.`,
    advice: 'Wait for it to finish, then run the plan again.',
  };
}
