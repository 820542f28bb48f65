import type { Diagnosis } from '../../diagnosis/diagnosis.js';
import { describeUnwaited } from '../../rollout/unwaited.js';
import { type Blocks, paragraph } from '../document.js';
import type { ReportFacts } from '../facts.js';

/** What there is to know though all is well: what was not looked at, and what stays as it is. */
export function describeNotices(
  { outcome, notices = [] }: Diagnosis,
  { seen }: Pick<ReportFacts, 'seen'>,
): Blocks {
  const unwaited = outcome === 'deployed' ? describeUnwaited(seen) : undefined;
  const all = unwaited === undefined ? notices : [unwaited, ...notices];
  return all.map((text) => paragraph('ℹ️ ', text));
}
