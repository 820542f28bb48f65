import type { Diagnosis } from '../diagnosis/diagnosis.js';
import type { ReportFacts } from './facts.js';
import { renderFitting } from './fit.js';
import { type Links, NO_LINKS } from './links.js';

/**
 * The runner refuses a summary of more than 1 MiB
 * (https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary).
 */
const BYTES = 1_000_000;

/** The job summary as Markdown; nothing in a text from the cluster acts. */
export function renderSummary(
  diagnosis: Diagnosis,
  facts: ReportFacts,
  links: Links = NO_LINKS,
): string {
  const log = { lines: 50, lineLength: 2_000 };
  return renderFitting({ diagnosis, facts, links }, { bytes: BYTES, logBytes: BYTES, log });
}
