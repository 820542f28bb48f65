import type { Answer } from '../diagnosis/diagnosis.js';
import { nameHook } from '../helm/hook.js';
import type { DryRun, HookAtWork } from './dry-run.js';

type Refused = Exclude<DryRun, { kind: 'ran' | 'not-rendered' }>;
type Wrong = Exclude<Refused, { kind: 'active' }>;

/** Why no hook was run. */
export function explainRefused(refused: Refused): Answer {
  if (refused.kind === 'active') return explainActive(refused.at);
  const [reason, advice] = explainWrong(refused);
  const cause = refused.kind === 'same-name' ? 'chart' : 'input';
  return { outcome: 'deploy-failed', cause, reason, advice, hook: undefined };
}

function explainActive({ hook, revision, because }: HookAtWork): Answer {
  return {
    ...{ outcome: 'blocked', cause: 'guard', hook: undefined },
    reason: `${nameHook(hook)} of revision ${String(revision)} is still active (${because}), so the dry run was not started.`,
    advice: 'Wait for it to finish, then run the plan again.',
  };
}

function explainWrong(refused: Wrong): readonly [reason: string, advice: string] {
  switch (refused.kind) {
    case 'no-hook':
      return [
        `"plan-set" is set, but the chart has no Job or Pod with the hook ${refused.event}.`,
        'Leave "plan-set" out for this chart: there is nothing to run before the workloads.',
      ];
    case 'not-dry':
      return [
        `${refused.hooks.map(nameHook).join(', ')} would migrate the database: "plan-set" does not change ${refused.hooks.length === 1 ? 'it' : 'them'}. Nothing was run.`,
        'Check the name of the value in "plan-set"; "set-string", "set-file" and "set-literal" win over it. If the chart has no dry run, leave "plan-set" out.',
      ];
    case 'reused-values':
      return [
        'No values are given, so helm would use those of the last release, which the dry run does not have. Nothing was run.',
        'Set "values" or "values-inline".',
      ];
    case 'idle-line':
      return [
        `The line "${refused.key}" of "plan-set" changes no hook. Nothing was run.`,
        'Correct the name of the value, or remove the line. A line without effect may be the misspelled value for the dry run.',
      ];
    case 'same-name':
      return [
        `${nameHook(refused.hook)} has the same name in the dry run as in a deploy. Nothing was run.`,
        'Use the name of the release in the name of the hook. If the values set "fullnameOverride", set another value for it in "plan-set".',
      ];
    default:
      return refused satisfies never;
  }
}
