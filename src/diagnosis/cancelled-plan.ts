import type { Diagnosis } from './diagnosis.js';

/** The diagnosis of a plan that was cancelled, with what there is to know of what it had begun. */
export function diagnoseCancelledPlan(advice = ''): Diagnosis {
  return {
    ...{ outcome: 'cancelled', cause: 'cancelled', reason: 'The run was cancelled.', advice },
    ...{ workloads: 'unchanged', hook: undefined },
  };
}
