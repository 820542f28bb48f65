import type { Clearance } from '../guard/clearance.js';
import type { Diagnosis } from './diagnose.js';

/** The diagnosis of a deploy in which helm was not started, because the guard did not clear it. */
export function diagnoseClearance(clearance: Exclude<Clearance, { kind: 'clear' }>): Diagnosis {
  const facts = { workloads: 'unchanged', hook: undefined } as const;
  if (clearance.kind === 'blocked') {
    const { reason, advice } = clearance;
    return { ...facts, outcome: 'blocked', reason, advice };
  }
  const reason = 'The run was cancelled before helm was started: nothing was changed.';
  return { ...facts, outcome: 'cancelled', reason, advice: '' };
}
