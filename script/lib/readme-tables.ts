/**
 * Writes the tables of inputs and outputs in README.md from action.yml, whose descriptions GitHub shows: `npm run
 * tables`. A unit test compares them.
 */
import { load } from 'js-yaml';
import { readFileSync, writeFileSync } from 'node:fs';

interface Item {
  readonly description: string;
  readonly required?: boolean;
  readonly default?: string;
}

interface Action {
  readonly inputs: Readonly<Record<string, Item>>;
  readonly outputs: Readonly<Record<string, Item>>;
}

const README = 'README.md';

/** The README with both tables as action.yml has them; the texts of both files. */
export function fillTables(readme: string, action: string): string {
  const { inputs, outputs } = load(action) as Action;
  const inputTable = [
    ['input', 'description', 'default'],
    ...Object.entries(inputs).map(([name, item]) => [code(name), format(item), defaultOf(item)]),
  ];
  const outputTable = [
    ['output', 'description'],
    ...Object.entries(outputs).map(([name, item]) => [code(name), format(item)]),
  ];
  return replaceTable(replaceTable(readme, 'input', inputTable), 'output', outputTable);
}

function replaceTable(readme: string, first: string, rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const lines = [head, head.map(() => '---'), ...body].map((cells) => `| ${cells.join(' | ')} |\n`);
  return readme.replace(new RegExp(`^\\| ${first} \\|.*\\n(?:\\|.*\\n)*`, 'm'), () =>
    lines.join(''),
  );
}

/** What is quoted in action.yml is code in Markdown. */
function format({ description }: Item): string {
  return description.replaceAll(/"([^"]+)"/g, '`$1`').replaceAll('|', '\\|');
}

function defaultOf({ required, default: value }: Item): string {
  if (required === true) return 'required';
  return value === undefined ? '' : code(value);
}

function code(text: string): string {
  return `\`${text}\``;
}

if (import.meta.main) {
  const filled = fillTables(readFileSync(README, 'utf8'), readFileSync('action.yml', 'utf8'));
  writeFileSync(README, filled);
}
