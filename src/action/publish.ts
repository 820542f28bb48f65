import * as core from '@actions/core';
import type { Diagnosis } from '../diagnosis/diagnosis.js';
import { escapePlainText } from '../text/escape.js';
import { endSentence } from '../text/format.js';
import { makeOutputs, type OutputFacts } from '../report/outputs.js';
import { readMissingRight, warnOfRights } from '../objects/rights.js';
import type { Links } from '../report/links.js';
import { titleOutcome } from '../report/sections/headline.js';
import { renderSummary } from '../report/summary.js';
import type { DeploySeen } from '../rollout/seen.js';
import { fail, notice, warn } from './annotations.js';
import { readLinks } from './workspace.js';

/** What is published beside the diagnosis. */
export interface Results extends OutputFacts {
  readonly diagnosis: Diagnosis;
  /** Write the job summary. */
  readonly summary: boolean;
}

/** What was published, with the links that were looked for. */
export interface Published extends Results {
  readonly links: Links;
}

/** Tells the workflow: outputs, summary, one error annotation and the step's exit code. */
export async function publish(results: Results): Promise<Published> {
  const { diagnosis, seen } = results;
  for (const [name, value] of Object.entries(makeOutputs(diagnosis, results)))
    core.setOutput(name, value);
  warnOfBlindness(seen, diagnosis);
  const links = readLinks(diagnosis);
  if (results.summary) await writeSummary(renderSummary(diagnosis, results, links));
  for (const warning of diagnosis.warnings ?? []) warn(escapePlainText(warning));
  for (const text of diagnosis.notices ?? []) notice(escapePlainText(text));
  if (diagnosis.outcome !== 'deployed') annotate(results, links);
  return { ...results, links };
}

function annotate({ diagnosis, release }: Results, { source }: Links): void {
  const { reason, advice } = diagnosis;
  const lines = [reason, advice].flatMap((text) => text.split('\n')).filter((line) => line !== '');
  const title = escapePlainText(titleOutcome(diagnosis, release));
  const place = { title, file: source?.path, line: source?.line };
  fail(lines.map(escapePlainText).join('\n'), place);
}

/**
 * One warning for all missing rights, one for each other thing that kept us from seeing; the reason is told already.
 */
function warnOfBlindness(seen: DeploySeen | undefined, { reason }: Diagnosis): void {
  const errors = [...(seen?.blind ?? []), ...(seen?.refused ?? [])];
  const others = errors.filter(({ message }) => message !== reason);
  const rights = warnOfRights(others, seen?.rollout !== undefined);
  if (rights !== undefined) warn(rights.split('\n').map(escapePlainText).join('\n'));
  for (const { message, hint } of others.filter((error) => readMissingRight(error) === undefined))
    warn(escapePlainText(`Not all of the hooks could be seen: ${endSentence(message)} ${hint}`));
}

/** Some runners have no summaries: then the log has to do. */
async function writeSummary(markdown: string): Promise<void> {
  try {
    await core.summary.addRaw(markdown).write();
  } catch (error) {
    warn(escapePlainText(`The job summary cannot be written: ${String(error)}`));
  }
}
