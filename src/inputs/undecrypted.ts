import { readDocuments } from '../text/yaml.js';
import { leavesOf, type Path } from '../text/yaml-leaves.js';
import { type Complaint, quote } from './problems.js';
import { isOpenedBySops, readSops, type SopsPart } from './sops.js';

/** A YAML text, parsed once and only where it may hold what sops or vals wrote. */
export interface ValuesText {
  readonly text: string;
  /** Undefined where it was not parsed, or is not YAML. */
  readonly documents: readonly unknown[] | undefined;
  readonly sops: SopsPart | undefined;
}

/** Where values stand that nothing decrypts, each as helm's `--set` would name it, or by its line. */
export interface Undecrypted {
  /** Values of sops. */
  readonly encrypted: readonly string[];
  /** References of vals. */
  readonly references: readonly string[];
}

/** How sops begins a value (v3.13.3, `aes/cipher.go`). */
export const ENCRYPTED = 'ENC[AES256_GCM,data:';
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

/** Where one of the marks may be in a text, also with an escape of JSON or YAML for its sign. */
const MARKS = /sops|ENC[[\\]|ref[+\\]/;

/** Parses the text where one of sops' or vals' marks is in it, and not otherwise: most values files have none. */
export function readValuesText(text: string): ValuesText {
  const documents = MARKS.test(text) ? readDocuments(text) : undefined;
  return { text, documents, sops: isOpenedBySops(text) ? readSops(documents ?? []) : undefined };
}

/**
 * Which values of a text stay as they are when `opener` (a backend of helm-secrets, or `none`) has opened it. All its
 * documents count: Helm 4 merges them (v4.3.1), Helm 3 takes the first.
 */
export function findUndecrypted(file: ValuesText, opener: string): Undecrypted {
  const { text, documents, sops } = file;
  // As helm-secrets decides it (4.7.7, `scripts/lib/backends/vals.sh`).
  const resolves = opener === 'vals' && text.includes('ref+');
  if (documents === undefined) return findInLines(text, { opener, resolves });
  const encrypted: string[] = [];
  const references: string[] = [];
  const opened = opener === 'sops' ? sops : undefined;
  for (const leaf of leavesOf(documents)) {
    const keys = leaf.path.filter((key) => typeof key === 'string');
    if (sops !== undefined && keys[0] === 'sops') continue;
    const stays = opened === undefined || opened.leavesClear(keys);
    if (stays && holdsEncrypted(leaf.text)) encrypted.push(nameKey(leaf.path));
    if (!resolves && holdsReference(leaf.text)) references.push(nameKey(leaf.path));
  }
  return { encrypted, references };
}

/** Which values of plain data, such as those that a release has got, are still what sops or vals would open. */
export function findUndecryptedIn(data: unknown): Undecrypted {
  return findUndecrypted({ text: '', documents: [data], sops: undefined }, 'none');
}

/** Helm reads some YAML that we do not, such as tags of any name: there the lines are named, less those of comments. */
function findInLines(
  text: string,
  { opener, resolves }: { readonly opener: string; readonly resolves: boolean },
): Undecrypted {
  // Most texts hold none: do not cut them up.
  if (!MARKS.test(text)) return { encrypted: [], references: [] };
  const opened = opener === 'sops' && isOpenedBySops(text);
  return {
    encrypted: opened ? [] : linesWith(text, holdsEncrypted),
    references: resolves ? [] : linesWith(text, holdsReference),
  };
}

function linesWith(text: string, holds: (line: string) => boolean): readonly string[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      !/^\s*#/.test(line) && holds(line) ? [`line ${String(index + 1)}`] : [],
    );
}

/** As helm's `--set` names it: `a.b[0]`, with a dot of a key's own as `\.`. */
export function nameKey(path: Path): string {
  const parts = path.map((key, index) => {
    if (typeof key === 'number') return `[${String(key)}]`;
    const name = key.replace(/[.[\]\\]/g, '\\$&');
    return index === 0 ? name : `.${name}`;
  });
  return parts.join('');
}

const MAX_NAMED = 10;

/** At most ten of these keys, each with what it is in where that has a name, and how many more there are. */
export function listKeys(keys: readonly string[], file?: string): string {
  const named = keys
    .slice(0, MAX_NAMED)
    .map((key) => quote(file === undefined ? key : `${file}: ${key}`));
  const others = keys.length - named.length;
  return `${named.join(', ')}${others > 0 ? ` and ${String(others)} more` : ''}`;
}

/** What is to be done about each kind, and the file in which they stand, where it has a name. */
export interface Remedies {
  readonly file?: string;
  readonly ifEncrypted: string;
  readonly ifReferences: string;
}

/** What is wrong with values that nothing decrypts; [] where there are none. */
export function complainOfUndecrypted(
  { encrypted, references }: Undecrypted,
  { file, ifEncrypted, ifReferences }: Remedies,
): readonly Complaint[] {
  const kinds = [
    { keys: encrypted, expected: 'values that are not encrypted', hint: ifEncrypted },
    { keys: references, expected: 'values without unresolved references', hint: ifReferences },
  ];
  return kinds
    .filter(({ keys }) => keys.length > 0)
    .map(({ keys, expected, hint }) => ({ expected, got: listKeys(keys, file), hint }));
}
