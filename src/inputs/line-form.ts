import type { Complaint } from './problems.js';

/** Which input a line is of, and what a right line of it looks like. */
export interface LineKind {
  readonly input: string;
  readonly example: string;
}

/** A flag of helm's as somebody types it, whose value has an input of its own. */
const FLAG = /^-(?:f|-(values|set|set-string|set-file|set-json|set-literal))(?=[\s=]|$)/;

/**
 * What is wrong with a line that is written as other actions, YAML, JSON or a shell take a list: as it stands, helm
 * would take it for a file or a key of that name. Undefined of other lines. What it holds is not shown.
 */
export function complainOfForm(line: string, kind: LineKind): Complaint | undefined {
  const [got, hint] = findForm(line, kind) ?? [];
  if (got === undefined || hint === undefined) return undefined;
  return { expected: 'one item per line, as plain text', got, hint };
}

function findForm(
  line: string,
  { input, example }: LineKind,
): readonly [got: string, hint: string] | undefined {
  if (/^-(?:\s|$)/.test(line))
    return ['a YAML list', `Leave out the "- " before each item, as in ${example}.`];
  const [flag, name = 'values'] = FLAG.exec(line) ?? [];
  if (flag !== undefined && name === input)
    return [`the flag ${flag}`, `Leave out the flag, as in ${example}.`];
  if (flag !== undefined) return [`the flag ${flag}`, `Use the input "${name}", without the flag.`];
  if (/^\[(?:.*\])?,?$|^\],?$/.test(line))
    return ['a list in brackets', `Leave out brackets and quotes, as in ${example}.`];
  if (/^"[^"]*"?,?$|^'[^']*'?,?$/.test(line))
    return ['an item in quotes', `Leave out the quotes, as in ${example}.`];
  return undefined;
}

const YAML = 'Values as YAML or JSON belong in "values-inline".';

/**
 * What is wrong with the keys of an item of `set` and its kin, which helm takes as they are, with every blank and quote
 * in them: the release would get a value under a name that no chart reads.
 */
export function complainOfKeys(item: string, input: string): Complaint | undefined {
  const [, key] = /^([^=]+)=/.exec(item) ?? [];
  const wrong = (got: string, hint: string) => ({
    expected: '"key=value" in each line',
    got,
    hint,
  });
  if (key === undefined) return wrong('a line without "key="', YAML);
  if (key.startsWith('-'))
    return wrong('a flag', 'Leave out the flag. Other flags belong in "helm-args".');
  if (/^[[{"']/.test(key)) return wrong('a key in quotes or brackets', `Leave them out. ${YAML}`);
  if (/:\s/.test(key)) return wrong('YAML', `Write key=value. ${YAML}`);
  if (/\s$/.test(key)) return wrong('a space before "="', 'Leave it out, as in image.tag=1.2.3.');
  const splits = input === 'set' || input === 'set-string';
  if (splits && !item.includes('{') && /(?<!\\),\s+[^,=]*=/.test(item))
    return wrong('a space after a comma', 'Write each key=value on a line of its own.');
  return undefined;
}
