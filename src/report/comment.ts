import type { Diagnosis } from '../diagnosis/diagnosis.js';
import type { ReportFacts } from './facts.js';
import { renderFitting } from './fit.js';
import type { Links } from './links.js';

/** GitHub refuses a comment of more than 65,536 characters; the rest is for what knows it again. */
const BYTES = 64_000;
/** A comment is sent by mail, too, which folds nothing. */
const LOG_BYTES = 16_000;

/** The comment on a pull request as Markdown, the same report as the summary; nothing in a text of it acts. */
export function renderComment(diagnosis: Diagnosis, facts: ReportFacts, links: Links): string {
  const log = { lines: 30, lineLength: 500 };
  return renderFitting({ diagnosis, facts, links }, { bytes: BYTES, logBytes: LOG_BYTES, log });
}
