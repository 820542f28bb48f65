import { joinSentences } from '../text/format.js';
import { diagnose } from './diagnose.js';
import type { DeployFacts, Diagnosis } from './diagnosis.js';

/** Says why helm could not tell what it would do, as a deploy would, and that nothing was changed. */
export function diagnosePlan(facts: DeployFacts): Diagnosis {
  const { exitCode } = facts.helm;
  if (exitCode === 0 && !facts.cancelled && facts.undecrypted === undefined)
    return {
      outcome: 'deploy-failed',
      cause: 'tool',
      reason: `helm ended with exit code 0, but it did not write release "${facts.release}" as JSON.`,
      advice: joinSentences(
        'If "helm" on this runner is a wrapper script, make sure that it passes the output of helm on.',
        UNCHANGED,
      ),
      workloads: 'unchanged',
      hook: undefined,
    };
  const diagnosis = diagnose({ ...facts, isPlan: true });
  return {
    ...diagnosis,
    workloads: 'unchanged',
    advice: joinSentences(adviseForPlan(diagnosis.advice), UNCHANGED),
  };
}

/** An advice for a deploy, in the words of a plan. */
export function adviseForPlan(advice: string): string {
  return advice.replaceAll(/\bthen redeploy\b/g, 'then run the plan again');
}

const UNCHANGED = 'This was a plan: nothing was changed in the cluster.';
