import type { SecretValue } from '../objects/secret-object.js';
import { leavesOf } from '../text/yaml-leaves.js';
import { readYaml } from '../text/yaml.js';
import { type Assignment, assignmentsIn } from './assignments.js';
import { connectionParts } from './connection-parts.js';
import { loginParts } from './login-parts.js';
import { isMaskable } from './maskable.js';
import { looksOpen, looksRandom } from './open-values.js';
import { isOpenName, isSecretName } from './secret-names.js';

/** A value with more parts is not configuration, and each part costs time on every line of the log. */
const MOST_PARTS = 2_000;
/** JSON within JSON within a line … */
const DEEPEST = 4;
const PEM_HEADER = /^-----(?:BEGIN|END) [^-]+-----$/;
const PEM = /-----BEGIN [^-]+-----([^-]+)-----END/g;
/** What everybody may read, though it looks like a key. */
const PUBLIC_PEM =
  /-----BEGIN ((?:TRUSTED |X509 )?CERTIFICATE|[A-Z ]*PUBLIC KEY)-----[^-]*-----END \1-----/g;
/** What a text has that holds a secret; most have nothing of it, and are not read as YAML or line by line. */
const MAY_HOLD =
  /@|:\/\/|-----BEGIN|:[\d*]+:|pass|pwd|pw\b|pat\b|pin\b|psk|otp|salt|pepper|mnemonic|bearer|basic|secret|token|key|cred|dsn|webhook|auth/i;
const NO_WORDS: ReadonlySet<string> = new Set();

/** A text, what it is called where it stands, and how deep that is within the value of a Secret. */
interface Item {
  readonly name: string;
  readonly text: string;
  readonly depth: number;
}

/**
 * The secret texts in a value, the whole first where it has several lines, then the longest: keys and tokens, passwords
 * in URLs and DSNs, the logins of image registries, what JSON, YAML and `KEY=value` lines call a secret or what looks
 * like key material. Hosts, users, images, paths and versions are none unless their name says so, nor is a line of a
 * script or a certificate. No more than 2,000, none of white space only, no PEM headers. Whether one can be hidden is
 * not asked here.
 */
export function partsOf({ name, value }: Pick<SecretValue, 'name' | 'value'>): readonly string[] {
  const found = new Set<string>();
  collect({ name, text: value.replaceAll(PUBLIC_PEM, ''), depth: 0 }, found);
  const whole = isSeveralLines(value) || found.delete(value) ? [value] : [];
  const parts = [...found].filter((part) => part.trim() !== '' && !PEM_HEADER.test(part.trim()));
  const sorted = parts.sort((one, other) => other.length - one.length);
  return [...whole, ...sorted].slice(0, MOST_PARTS);
}

/**
 * Whether a text holds a secret, by what it says and not by its name: a URL with a login, a DSN, a private key, what
 * JSON, YAML and `KEY=value` lines call a secret. What a shell would put in is none.
 */
export function holdsSecret(text: string): boolean {
  if (!MAY_HOLD.test(text)) return false;
  const trimmed = text.replaceAll(PUBLIC_PEM, '').trim();
  if (trimmed.search(PEM) !== -1) return true;
  const data = readJson(trimmed) ?? readMapping(trimmed);
  const named = [...leavesOf([data])].map(({ path, text: value }) => {
    return { key: path.findLast((part) => typeof part === 'string') ?? '', value };
  });
  const lines = trimmed.split(/\r\n|\n|\r/);
  return (
    [...named, ...lines.flatMap(assignmentsIn)].some(isNamedSecret) ||
    lines.some((line) => connectionParts(line.trim()).secrets.some(isWritten))
  );
}

function isNamedSecret({ key, value }: Assignment): boolean {
  return isSecretName(key) && isWritten(value) && isMaskable(value, NO_WORDS);
}

/** Not the name of what holds it: `$PASSWORD`, `{{ .Values.password }}`. */
function isWritten(value: string): boolean {
  return value !== '' && !/^["']?(?:\$|\{\{|\}\}|%[sqv])/.test(value);
}

function collect(item: Item, found: Set<string>): void {
  const { text, depth } = item;
  const trimmed = text.trim();
  if (depth > DEEPEST || trimmed === '' || found.has(trimmed)) return;
  const json = readJson(trimmed);
  const logins = loginParts(json);
  if (logins !== undefined) {
    for (const login of logins) found.add(login);
    return;
  }
  if (isSecret({ ...item, text: trimmed })) found.add(text).add(trimmed);
  for (const part of passwordsIn(trimmed)) found.add(part);
  collectLeaves(json ?? readMapping(trimmed), item, found);
  if (json === undefined) collectLines({ ...item, text: trimmed }, found);
  // As numbers they have lost their last digits.
  else for (const [digits] of text.matchAll(/\d{16,}/g)) found.add(digits);
}

function collectLeaves(data: unknown, { name, depth }: Item, found: Set<string>): void {
  for (const { path, text } of leavesOf([data])) {
    const key = path.findLast((part) => typeof part === 'string') ?? name;
    collect({ name: key, text, depth: depth + 1 }, found);
  }
}

function passwordsIn(text: string): readonly string[] {
  const { secrets, users } = connectionParts(text);
  return [...secrets, ...users.filter(looksRandom)];
}

/** What holds a secret of its own is no secret as a whole, nor is what stands openly elsewhere. */
function isSecret({ name, text, depth }: Item): boolean {
  if (isSeveralLines(text) || hasOwnSecret(text)) return false;
  if (isSecretName(name)) return true;
  if (isOpenName(name)) return false;
  return depth === 0 ? !looksOpen(text) : looksRandom(text);
}

function hasOwnSecret(text: string): boolean {
  const parts = [
    ...connectionParts(text).secrets,
    ...assignmentsIn(text).map(({ value }) => value),
  ];
  return parts.some((part) => part !== text && isMaskable(part, NO_WORDS));
}

function collectLines({ name, text, depth }: Item, found: Set<string>): void {
  for (const [, body = ''] of text.matchAll(PEM)) addKey(body, found);
  const isList = isSecretName(name);
  for (const line of text.split(/\r\n|\n|\r/)) {
    const assigned = assignmentsIn(line);
    for (const assignment of assigned) collectAssigned(assignment, depth, found);
    if (!isSeveralLines(text)) continue;
    const trimmed = line.trim();
    for (const part of passwordsIn(trimmed)) found.add(part);
    const isOne = looksRandom(trimmed) || (isList && isListed(trimmed));
    if (assigned.length === 0 && isOne) found.add(trimmed);
  }
}

function collectAssigned({ key, value }: Assignment, depth: number, found: Set<string>): void {
  collect({ name: key, text: value, depth: depth + 1 }, found);
}

/** The lines of a key, and the key without its line breaks. */
function addKey(body: string, found: Set<string>): void {
  found.add(body.replaceAll(/\s/g, ''));
  for (const line of body.split(/\s+/)) found.add(line);
}

/** One of several passwords, a line each; `[default]` is the head of a section. */
function isListed(line: string): boolean {
  return !/\s|^\[.*\]$/.test(line) && !looksOpen(line);
}

function isSeveralLines(text: string): boolean {
  return /[\r\n]/.test(text.trim());
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
