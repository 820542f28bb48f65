import type { Outputs } from '../report/outputs.js';

/** Outputs that are JSON themselves, and those that are numbers. */
const LISTS: ReadonlySet<string> = new Set(['hooks', 'rollout', 'migrations', 'changes']);
const NUMBERS: ReadonlySet<string> = new Set([
  ...[
    'revision',
    'deployed-revision',
    'exit-code',
    'helm-exit-code',
    'applied',
    'pending',
    'duration',
  ],
]);

/** The outputs as one JSON document with a newline: lists as lists, numbers as numbers, what is empty as null. */
export function formatOutputs(outputs: Outputs): string {
  const entries = Object.entries(outputs).map(([name, text]: [string, string]) => [
    name,
    read(name, text),
  ]);
  return `${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`;
}

function read(name: string, text: string): unknown {
  if (text === '') return null;
  if (LISTS.has(name)) return JSON.parse(text) as unknown;
  return NUMBERS.has(name) ? Number(text) : text;
}
