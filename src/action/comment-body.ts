import type { Diagnosis } from '../diagnosis/diagnosis.js';
import { renderSummary, type SummaryFacts } from '../report/summary.js';

/** What happened, what to do, and a link to the run: the first parts of the summary, cut where they are too long. */
export function renderCommentBody(
  diagnosis: Diagnosis,
  facts: SummaryFacts & { readonly runUrl: string | undefined },
): (maxCharacters: number) => string {
  const [headline = '', reason = ''] = renderSummary(diagnosis, facts).split('\n\n');
  const link = facts.runUrl === undefined ? [] : [`[Workflow run](${facts.runUrl})`];
  return (maxCharacters) => {
    const whole = [headline, reason, ...link].join('\n\n');
    return whole.length <= maxCharacters ? whole : [headline, ...link].join('\n\n');
  };
}
