import { leavesOf } from '../text/yaml-leaves.js';
import { readYaml } from '../text/yaml.js';
import { connectionParts } from './connection-parts.js';
import { loginParts } from './login-parts.js';

/** A value with more parts is not configuration, and each part costs time on every line of the log. */
const MOST_PARTS = 2_000;
/** A Secret holds no more: https://kubernetes.io/docs/concepts/configuration/secret/#restriction-data-size (v1.35). */
const LONGEST_VALUE = 1024 * 1024;
/** JSON within JSON within a line … */
const DEEPEST = 4;
const PEM_HEADER = /^-----(?:BEGIN|END) [^-]+-----$/;
const PEM = /-----BEGIN [^-]+-----([^-]+)-----END/g;
/** `KEY=value`, `export KEY=value`, `key: value`; no URL. */
const ASSIGNMENT = /^\s*(?:export\s+|set\s+|-\s+)?["']?[\w./-]+["']?\s*(?:[:=]\s*)(?!\/\/)(.*)$/;
/** .npmrc: `//registry.example/:_authToken=value`. */
const NPM_ASSIGNMENT = /^\/\/[^\s=]+\s*=\s*(.*)$/;

/** What was found in a value so far. */
interface Found {
  readonly parts: Set<string>;
  /** Those that are whole lines: what they set comes first where not all can be kept. */
  readonly lines: Set<string>;
}

/**
 * The secret texts in a Secret's value, the whole first, then the longest, then its lines: the values in JSON, YAML and
 * `KEY=value` lines, users and passwords in URLs and DSNs, the logins of image registries. No more than 2,000, none of
 * white space only, no PEM headers. Whether one can be hidden is not asked here.
 */
export function partsOf(value: string): readonly string[] {
  const found: Found = { parts: new Set(), lines: new Set() };
  collect(value, found, 0);
  found.parts.delete(value);
  const parts = [...found.parts].filter(
    (part) => part.trim() !== '' && !PEM_HEADER.test(part.trim()),
  );
  const rank = (part: string): number => (found.lines.has(part) ? 0 : LONGEST_VALUE) + part.length;
  const sorted = parts.sort((one, other) => rank(other) - rank(one));
  return [value, ...sorted.slice(0, MOST_PARTS - 1)];
}

function collect(text: string, found: Found, depth: number): void {
  if (depth > DEEPEST || found.parts.has(text)) return;
  const trimmed = text.trim();
  found.parts.add(text).add(trimmed);
  if (trimmed === '') return;
  const json = readJson(trimmed);
  const logins = loginParts(json);
  if (logins !== undefined) {
    for (const login of logins) found.parts.add(login);
    return;
  }
  for (const part of connectionParts(trimmed)) found.parts.add(part);
  for (const leaf of leavesOf([json ?? readMapping(trimmed)])) collect(leaf.text, found, depth + 1);
  if (json === undefined) collectLines(trimmed, found, depth);
  // As numbers they have lost their last digits.
  else for (const [digits] of text.matchAll(/\d{16,}/g)) found.parts.add(digits);
}

function collectLines(text: string, found: Found, depth: number): void {
  for (const [, body] of text.matchAll(PEM)) found.parts.add((body ?? '').replaceAll(/\s/g, ''));
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.length === 1) {
    for (const part of assignedIn(text)) collect(part, found, depth + 1);
    return;
  }
  for (const line of lines) {
    found.lines.add(line).add(line.trim());
    collect(line, found, depth + 1);
  }
}

/** What a line sets something to, as it is written and without its quotes or the comment after it. */
function assignedIn(line: string): readonly string[] {
  const raw = [ASSIGNMENT, NPM_ASSIGNMENT].flatMap((form) => form.exec(line)?.[1]?.trim() ?? []);
  return raw.flatMap((value) => [value, withoutComment(value)].flatMap(unquote));
}

/** Without a search that begins again at each blank: a line may be a megabyte. */
function withoutComment(value: string): string {
  const at = value.search(/(?<=\s)[#;]/);
  return at === -1 ? value : value.slice(0, at).trimEnd();
}

function unquote(value: string): readonly string[] {
  const double = /^"((?:[^"\\]|\\.)*)"[,;]?$/s.exec(value)?.[1];
  if (double !== undefined) return [double, double.replaceAll(/\\(.)/gs, '$1')];
  const single = /^'((?:[^']|'')*)'[,;]?$/s.exec(value)?.[1];
  if (single !== undefined) return [single, single.replaceAll("''", "'")];
  return [value];
}

function readJson(text: string): unknown {
  if (!/^[[{"]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function readMapping(text: string): unknown {
  if (!/^[^\s:#][^:\n]*:(?:\s|$)/m.test(text)) return undefined;
  const reading = readYaml(text);
  return reading.kind === 'mapping' ? reading.mapping : undefined;
}
