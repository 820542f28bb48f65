import { isMapping, readDocuments } from '../yaml.js';
import { quote } from './problems.js';
import { readSops, type SopsPart } from './sops.js';

/** A YAML text, parsed once and only where it may hold what sops or vals wrote. */
export interface ValuesText {
  readonly text: string;
  /** Undefined where it was not parsed, or is not YAML. */
  readonly documents: readonly unknown[] | undefined;
  readonly sops: SopsPart | undefined;
}

/** Where values stand that nothing decrypts, each as helm's `--set` would name it. */
export interface Undecrypted {
  /** Values of sops. */
  readonly encrypted: readonly string[];
  /** References of vals. */
  readonly references: readonly string[];
}

/** How sops begins a value (v3.13.3, `aes/cipher.go`). */
const ENCRYPTED = 'ENC[AES256_GCM,data:';
/** What vals takes for a reference (v0.46.0, `pkg/expansion/expand_match.go`). */
const REFERENCE = /(?:secret)?ref\+[^+:]*:\/\/[^+\n ]+[^+\n ",]/;

/** Whether the text holds a value of sops; a whole file of sops within it is taken as meant. */
export function holdsEncrypted(text: string): boolean {
  if (!text.includes(ENCRYPTED)) return false;
  return !text.includes('sops') || readSops(readDocuments(text) ?? []) === undefined;
}

/** Whether the text holds a reference that vals would resolve. */
export function holdsReference(text: string): boolean {
  return text.includes('ref+') && REFERENCE.test(text);
}

/** Parses the text where one of sops' or vals' marks is in it, and not otherwise: most values files have none. */
export function readValuesText(text: string): ValuesText {
  const documents = /sops|ENC\[|ref\+/.test(text) ? readDocuments(text) : undefined;
  return { text, documents, sops: readSops(documents ?? []) };
}

/** Which values of a text stay as they are when `opener` (a backend of helm-secrets, or `none`) has opened it. */
export function findUndecrypted({ documents, sops }: ValuesText, opener: string): Undecrypted {
  const encrypted: string[] = [];
  const references: string[] = [];
  const opened = opener === 'sops' ? sops : undefined;
  for (const { path, text } of leavesOf(documents ?? [])) {
    const keys = path.filter((key) => typeof key === 'string');
    if (sops !== undefined && keys[0] === 'sops') continue;
    const closed = holdsEncrypted(text) && (opened === undefined || opened.leavesClear(keys));
    if (closed) encrypted.push(nameKey(path));
    if (opener !== 'vals' && holdsReference(text)) references.push(nameKey(path));
  }
  return { encrypted, references };
}

type Path = readonly (string | number)[];
interface Node {
  readonly path: Path;
  readonly value: unknown;
}

/** The texts in these documents, in their order. What several aliases name is looked at once. */
function* leavesOf(
  documents: readonly unknown[],
): Generator<{ readonly path: Path; readonly text: string }> {
  const seen = new Set<unknown>();
  const stack: Node[] = documents.map((value) => ({ path: [], value })).reverse();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const { path, value } = node;
    if (typeof value === 'string') yield { path, text: value };
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    for (const child of childrenOf(value, path).reverse()) stack.push(child);
  }
}

function childrenOf(value: object, path: Path): Node[] {
  if (Array.isArray(value))
    return value.map((child: unknown, index) => ({ path: [...path, index], value: child }));
  if (!isMapping(value)) return [];
  return Object.entries(value).map(([key, child]) => ({ path: [...path, key], value: child }));
}

/** As helm's `--set` names it: `a.b[0]`, with a dot of a key's own as `\.`. */
function nameKey(path: Path): string {
  const parts = path.map((key, index) => {
    if (typeof key === 'number') return `[${String(key)}]`;
    const name = key.replace(/[.[\]\\]/g, '\\$&');
    return index === 0 ? name : `.${name}`;
  });
  return parts.join('');
}

const MAX_NAMED = 10;

/** At most ten of these keys, each with what it stands in where that has a name, and how many more there are. */
export function listKeys(keys: readonly string[], file?: string): string {
  const named = keys
    .slice(0, MAX_NAMED)
    .map((key) => quote(file === undefined ? key : `${file}: ${key}`));
  const others = keys.length - named.length;
  return `${named.join(', ')}${others > 0 ? ` and ${String(others)} more` : ''}`;
}
