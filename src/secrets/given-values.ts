import type { Inputs } from '../inputs/inputs.js';
import { isPath, readSource } from '../inputs/source.js';
import type { SetValues } from '../inputs/set.js';
import { leavesOf } from '../text/yaml-leaves.js';
import { readDocuments } from '../text/yaml.js';

/** A value, and what it is called: the last part of its key. */
export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

/** What stands at a path; '' where nothing can be read. */
type ReadText = (path: string) => string;

/** What `set`, its kin and `plan-set` set. */
export function listGivenValues(
  { set, planSet }: Pick<Inputs, 'set' | 'planSet'>,
  readText: ReadText,
): readonly NamedValue[] {
  return listSetValues({ ...set, set: [...set.set, ...planSet] }, readText);
}

/**
 * What `set` and its kin set, with the texts of `set-file`. helm's own syntax, as far as names and values go: commas
 * and backslashes, JSON, lists in braces.
 */
export function listSetValues(set: SetValues, readText: ReadText): readonly NamedValue[] {
  return [
    ...[...set.set, ...set.setString].flatMap(splitItems).flatMap(readItem),
    ...set.setLiteral.flatMap((item) => readPair(item)),
    ...set.setFile.flatMap(splitItems).flatMap((item) =>
      readPair(item).flatMap(({ name, value }) => {
        const source = readSource(value, 'sops');
        return isPath(source) ? [{ name, value: readText(source.path) }] : [];
      }),
    ),
    ...set.setJson.flatMap(readJsonItem),
  ];
}

/** `a=1,b=2`; a comma behind a backslash is text. */
function splitItems(line: string): readonly string[] {
  return line.split(/(?<!\\),/);
}

function readPair(item: string): readonly NamedValue[] {
  const end = item.indexOf('=');
  return end < 1 ? [] : [{ name: lastOf(item.slice(0, end)), value: item.slice(end + 1) }];
}

function readItem(item: string): readonly NamedValue[] {
  return readPair(item).map(({ name, value }) => ({
    name,
    value: value.replaceAll(/^\{|\}$/g, '').replaceAll(/\\(.)/gs, '$1'),
  }));
}

function readJsonItem(item: string): readonly NamedValue[] {
  const [{ name, value } = { name: '', value: item }] = item.startsWith('{') ? [] : readPair(item);
  return [...leavesOf(readDocuments(value) ?? [])].map(({ path, text }) => ({
    name: path.findLast((part) => typeof part === 'string') ?? name,
    value: text,
  }));
}

/** `password` of `db.users[0].password`. */
function lastOf(key: string): string {
  const bare = key.replaceAll(/\[\d+\]/g, '');
  return bare.split(/(?<!\\)\./).at(-1) ?? bare;
}
