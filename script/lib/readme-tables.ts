/**
 * Writes what other files repeat of action.yml, whose descriptions GitHub shows: the tables of inputs and outputs in
 * README.md, and what the command line knows of its flags. `npm run tables`; unit tests compare them.
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
const CONTRACT = 'src/cli/contract.json';

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

/** What the command line knows of inputs, as JSON; the texts of action.yml and package.json. */
export function makeContract(action: string, packageJson: string): string {
  const { version } = JSON.parse(packageJson) as { readonly version: string };
  const inputs = Object.entries((load(action) as Action).inputs).map(([name, item]) => ({
    ...{ name, description: item.description, default: item.default },
  }));
  return `${JSON.stringify({ version, inputs }, undefined, 2)}\n`;
}

if (import.meta.main) {
  const action = readFileSync('action.yml', 'utf8');
  writeFileSync(README, fillTables(readFileSync(README, 'utf8'), action));
  writeFileSync(CONTRACT, makeContract(action, readFileSync('package.json', 'utf8')));
}
