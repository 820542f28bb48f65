// Reads act's JSON log from standard input and prints it as a workflow log shows it. What act hides in
// its messages is in clear in other fields of the same JSON: only messages are shown or kept.
//   act-log.js [--records FILE] [--summary FILE] [--outputs FILE]
import { appendFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

const { values: files } = parseArgs({
  options: {
    records: { type: 'string' },
    summary: { type: 'string' },
    outputs: { type: 'string' },
  },
});

/** What a line is: a command of the runner's by its name, a line of a step, or act's own word. */
const kindOf = (entry) => entry.command ?? (entry.raw_output === true ? 'line' : 'runner');

const parse = (line) => {
  try {
    return JSON.parse(line);
  } catch {
    return { msg: line };
  }
};

const FILE_COMMANDS = new Set(['set-output', 'summary', 'save-state', 'set-env', 'add-path']);

const unescape = (text) =>
  text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');

/** A line's text; of a command, what follows `::name …::` in act's word for it. */
const textOf = (entry, kind) => {
  const text = (entry.msg ?? '').replace(/\r?\n$/, '');
  if (FILE_COMMANDS.has(kind)) return '';
  return Object.hasOwn(PREFIXES, kind) ? unescape(text.replace(/^.*?::[a-z]+[^:]*::/s, '')) : text;
};

const PREFIXES = {
  group: '▼ ',
  endgroup: '',
  error: 'Error: ',
  warning: 'Warning: ',
  notice: 'Notice: ',
};

/** act's own words that a workflow log would have, too: its steps, and what keeps it from its work. */
const isStep = (text) => /^\s*(⭐ Run|✅|❌|🏁)/u.test(text);
const isTrouble = (entry) => ['error', 'fatal', undefined].includes(entry.level);

const isShown = (entry, kind, text) =>
  kind === 'line' ||
  (Object.hasOwn(PREFIXES, kind) && kind !== 'endgroup') ||
  (kind === 'runner' && (isStep(text) || isTrouble(entry)));

const stamp = (at) => new Date(at).toISOString().slice(11, 23);

let inGroup = false;
const show = (at, kind, text) => {
  const indent = inGroup && kind !== 'group' ? '  ' : '';
  const shown = kind === 'runner' ? text.trim() : (PREFIXES[kind] ?? '') + text;
  for (const line of shown.split('\n')) process.stdout.write(`${stamp(at)}  ${indent}${line}\n`);
};

const outputs = {};
const keep = (entry, kind) => {
  if (kind === 'set-output') outputs[entry.name] = entry.arg;
  if (kind === 'summary' && files.summary) appendFileSync(files.summary, entry.content);
};

const record = (entry, at, kind, text) => {
  const { job, step, stage } = entry;
  const title = entry.kvPairs?.title;
  appendFileSync(files.records, `${JSON.stringify({ at, job, step, stage, kind, title, text })}\n`);
};

for (const file of [files.records, files.summary]) if (file) writeFileSync(file, '');

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const at = Date.now();
  const entry = parse(line);
  const kind = kindOf(entry);
  const text = textOf(entry, kind);
  if (kind === 'group' || kind === 'endgroup') inGroup = false;
  keep(entry, kind);
  if (files.records) record(entry, at, kind, text);
  if (isShown(entry, kind, text)) show(at, kind, text);
  if (kind === 'group') inGroup = true;
}
if (files.outputs) writeFileSync(files.outputs, `${JSON.stringify(outputs, null, 2)}\n`);
