import { quote, type Report } from './problems.js';

/** Reads one input's text, as the runner hands it over. */
export type Get = (name: string) => string;

/** The trimmed text, or undefined where it is empty. */
export function readText(get: Get, name: string): string | undefined {
  return get(name).trim() || undefined;
}

/** The trimmed lines that are not empty. */
export function readLines(get: Get, name: string): readonly string[] {
  return get(name)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** The lines that are not blank, each with the blanks at its end. */
export function readWholeLines(get: Get, name: string): readonly string[] {
  return get(name)
    .split(/\r?\n/)
    .map((line) => line.trimStart())
    .filter((line) => line !== '');
}

/** `true` or `false` as YAML 1.2's core schema spells them; false where it is neither. */
export function readBoolean(get: Get, name: string, report: Report): boolean {
  const text = get(name).trim();
  if (/^(true|True|TRUE)$/.test(text)) return true;
  if (!/^(false|False|FALSE)$/.test(text)) {
    report({
      input: name,
      expected: '"true" or "false"',
      got: quote(text),
      hint: 'Write true or false.',
    });
  }
  return false;
}

/** A whole number from 0 on, or undefined where the input is empty or wrong. */
export function readCount(get: Get, name: string, report: Report): number | undefined {
  const text = readText(get, name);
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  report({
    input: name,
    expected: 'a whole number like "10"',
    got: quote(text),
    hint: "Leave it out for helm's default. 0 means no limit.",
  });
  return undefined;
}

/** Names of objects, one a line, in which `*` stands for any characters. */
export function readNamePatterns(get: Get, name: string, report: Report): readonly string[] {
  const patterns = readLines(get, name);
  for (const pattern of patterns)
    if (!/^[a-z\d.*-]{1,253}$/.test(pattern))
      report({
        input: name,
        expected: 'names of hooks, one per line, such as "create-admin" or "*-seed"',
        got: quote(pattern),
        hint: 'A name has lower-case letters, digits, "-" and "."; "*" stands for any characters.',
      });
  return patterns;
}

/** One of the allowed words; the first one where it is none of them. */
export function readWord<Word extends string>(
  get: Get,
  name: string,
  { words, report }: { readonly words: readonly [Word, ...Word[]]; readonly report: Report },
): Word {
  const text = get(name).trim();
  const word = words.find((candidate) => candidate === text);
  if (word !== undefined) return word;
  const expected = `one of ${words.map(quote).join(', ')}`;
  report({ input: name, expected, got: quote(text), hint: 'Upper and lower case matter.' });
  return words[0];
}
