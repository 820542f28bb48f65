import { type Diagnosis, isGood } from '../diagnosis/diagnosis.js';
import { readMissingRight, warnOfRights } from '../objects/rights.js';
import { makeOutputs } from '../report/outputs.js';
import { titleOutcome } from '../report/sections/headline.js';
import { renderSummary } from '../report/summary.js';
import type { DeploySeen } from '../rollout/seen.js';
import { escapePlainText } from '../text/escape.js';
import { endSentence } from '../text/format.js';
import type { Frontend, Output, Published, Results, ResultWriter } from './frontend.js';

/** Tells what came of a run: outputs, summary, and one error. */
export async function publish(results: Results, frontend: Frontend): Promise<Published> {
  const { output } = frontend;
  const { diagnosis, seen } = results;
  const writer = await frontend.loadResultWriter();
  writer.setOutputs(makeOutputs(diagnosis, results));
  warnOfBlindness(seen, diagnosis, output);
  const links = writer.readLinks(diagnosis);
  if (results.summary) await writeSummary(renderSummary(diagnosis, results, links), writer, output);
  for (const warning of diagnosis.warnings ?? []) output.warn(escapePlainText(warning));
  for (const text of diagnosis.notices ?? []) output.notice(escapePlainText(text));
  const published = { ...results, links };
  if (!isGood(diagnosis)) fail(published, output);
  return published;
}

function fail(published: Published, output: Output): void {
  const { diagnosis, links } = published;
  const { reason, advice } = diagnosis;
  const lines = [reason, advice].flatMap((text) => text.split('\n')).filter((line) => line !== '');
  const title = escapePlainText(titleOutcome(diagnosis, published));
  const place = { title, file: links.source?.path, line: links.source?.line };
  output.fail(lines.map(escapePlainText).join('\n'), place);
}

/**
 * One warning for all missing rights, one for each other thing that kept us from seeing; the reason is told already.
 */
function warnOfBlindness(
  seen: DeploySeen | undefined,
  { reason }: Diagnosis,
  { warn }: Output,
): void {
  const errors = [...(seen?.blind ?? []), ...(seen?.refused ?? [])];
  const others = errors.filter(({ message }) => message !== reason);
  const rights = warnOfRights(others, seen?.rollout !== undefined);
  if (rights !== undefined) warn(rights.split('\n').map(escapePlainText).join('\n'));
  for (const { message, hint } of others.filter((error) => readMissingRight(error) === undefined))
    warn(escapePlainText(`Not all of the hooks could be seen: ${endSentence(message)} ${hint}`));
}

/** Some runners have no summaries: then the log has to do. */
async function writeSummary(
  markdown: string,
  writer: ResultWriter,
  { warn }: Output,
): Promise<void> {
  try {
    await writer.writeSummary(markdown);
  } catch (error) {
    warn(escapePlainText(`The job summary cannot be written: ${String(error)}`));
  }
}
