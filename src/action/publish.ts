import * as core from '@actions/core';
import type { Diagnosis } from '../diagnosis/diagnosis.js';
import { escapePlainText } from '../text/escape.js';
import { endSentence } from '../text/format.js';
import { makeOutputs, type OutputFacts } from '../report/outputs.js';
import { readMissingRight, warnOfRights } from '../objects/rights.js';
import { renderSummary } from '../report/summary.js';
import type { DeploySeen } from '../rollout/seen.js';

/** What is published beside the diagnosis. */
export interface Results extends OutputFacts {
  readonly diagnosis: Diagnosis;
  /** Write the job summary. */
  readonly summary: boolean;
}

/**
 * The runner keeps so much of one annotation
 * (https://github.com/actions/runner/blob/v2.330.0/src/Runner.Worker/ActionCommandManager.cs).
 */
const ANNOTATION_LENGTH = 4_096;

/** Tells the workflow: outputs, summary, one error annotation and the step's exit code. */
export async function publish(results: Results): Promise<void> {
  const { diagnosis, seen } = results;
  for (const [name, value] of Object.entries(makeOutputs(diagnosis, results)))
    core.setOutput(name, value);
  warn(seen, diagnosis);
  if (results.summary) await writeSummary(renderSummary(diagnosis, results));
  for (const warning of diagnosis.warnings ?? []) core.warning(escapePlainText(warning));
  for (const notice of diagnosis.notices ?? []) core.notice(escapePlainText(notice));
  if (diagnosis.outcome !== 'deployed') core.setFailed(annotate(diagnosis));
}

function annotate({ reason, advice }: Diagnosis): string {
  const lines = [reason, advice].flatMap((text) => text.split('\n')).filter((line) => line !== '');
  return lines.map(escapePlainText).join('\n').slice(0, ANNOTATION_LENGTH);
}

/**
 * One warning for all missing rights, one for each other thing that kept us from seeing; the reason is told already.
 */
function warn(seen: DeploySeen | undefined, { reason }: Diagnosis): void {
  const errors = [...(seen?.blind ?? []), ...(seen?.refused ?? [])];
  const others = errors.filter(({ message }) => message !== reason);
  const rights = warnOfRights(others, seen?.rollout !== undefined);
  if (rights !== undefined) core.warning(rights.split('\n').map(escapePlainText).join('\n'));
  for (const { message, hint } of others.filter((error) => readMissingRight(error) === undefined))
    core.warning(
      escapePlainText(`Not all of the hooks could be seen: ${endSentence(message)} ${hint}`),
    );
}

/** Some runners have no summaries: then the log has to do. */
async function writeSummary(markdown: string): Promise<void> {
  try {
    await core.summary.addRaw(markdown).write();
  } catch (error) {
    core.warning(`The job summary cannot be written: ${String(error)}`);
  }
}
