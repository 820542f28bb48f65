import { readYaml } from '../yaml.js';
import type { Host } from './host.js';
import { quote, type Report } from './problems.js';
import { describeSopsKeys, isSopsEncrypted, type EncryptedFile } from './sops.js';

export interface ValuesPlace {
  readonly host: Host;
  /** Where relative paths start. */
  readonly folder: string;
  readonly backend: 'sops' | 'vals' | 'none';
}

interface Item {
  readonly path: string;
  /** What opens it: the backend, unless the item names its own as in `sops!secrets.yaml`. */
  readonly opener: string;
  readonly mayBeMissing: boolean;
}

const INPUT = 'values';

/**
 * Checks the values files that are plain paths, and returns those that sops has encrypted. URLs and what stands
 * behind helm-secrets' schemes are helm's to judge.
 */
export function checkValues(
  items: readonly string[],
  place: ValuesPlace,
  report: Report,
): readonly EncryptedFile[] {
  const decryptedNames = new Map<string, string>();
  return items.flatMap((given): readonly EncryptedFile[] => {
    const item = readItem(given, place.backend);
    if (/[,"]/.test(item.path)) {
      report({
        input: INPUT,
        expected: 'one file a line, with no comma or double quote in its name',
        got: quote(given),
        hint: 'helm would take it for several files. In a URL a comma is %2C.',
      });
      return [];
    }
    if (isUrl(item.path)) return [];
    const text = readFile(given, item, place, report);
    if (text === undefined || !checkEncryption(given, item, text, report)) return [];
    if (!isSopsEncrypted(text)) return [];
    checkDecryptedName(given, item.path, decryptedNames, report);
    return [{ path: given, keys: describeSopsKeys(text) }];
  });
}

/** Checks `values-inline`: a YAML mapping, or nothing. Its content is never shown. */
export function checkValuesInline(text: string, report: Report): string | undefined {
  const reading = readYaml(text);
  if (reading.kind === 'wrong') {
    report({
      input: 'values-inline',
      expected: 'a YAML mapping like "key: value"',
      got: reading.got,
      hint: 'Quote a secret that it holds: key: "${{ secrets.NAME }}".',
    });
  }
  return reading.kind === 'mapping' ? text : undefined;
}

/** helm-secrets' own forms of a path: `?path` may be missing, `vals!path` names the backend (4.7.7). */
function readItem(given: string, backend: ValuesPlace['backend']): Item {
  if (backend === 'none') return { path: given, opener: backend, mayBeMissing: false };
  const bare = given.replace(/^\?/, '');
  const [, named, path] = /^(sops|vals|noop)!(.*)$/.exec(bare) ?? [undefined, backend, bare];
  return { path: path ?? bare, opener: named ?? backend, mayBeMissing: bare !== given };
}

function isUrl(path: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(path);
}

function readFile(
  given: string,
  item: Item,
  { host, folder }: ValuesPlace,
  report: Report,
): string | undefined {
  const path = host.resolve(folder, item.path);
  const kind = host.kindOf(path);
  const expected = 'values files that exist';
  if (item.path.startsWith('-')) {
    report({
      input: INPUT,
      expected: 'no file name that begins with "-"',
      got: quote(given),
      hint: `Write ${quote(`./${item.path}`)}.`,
    });
  } else if (kind === 'folder') {
    report({
      input: INPUT,
      expected,
      got: `${quote(given)}, which is a folder`,
      hint: 'Name the files in it, one a line.',
    });
  } else if (kind === 'missing' && !item.mayBeMissing) {
    report({
      input: INPUT,
      expected,
      got: quote(given),
      hint: `There is no file ${quote(path)}: is it checked out, and is "working-directory" right?`,
    });
  } else if (kind === 'file') {
    return readOrReport(given, path, host, report);
  }
  return undefined;
}

function readOrReport(given: string, path: string, host: Host, report: Report): string | undefined {
  try {
    return host.readText(path);
  } catch {
    report({
      input: INPUT,
      expected: 'values files that can be read',
      got: quote(given),
      hint: 'Check the rights of the file.',
    });
    return undefined;
  }
}

function checkEncryption(given: string, { opener }: Item, text: string, report: Report): boolean {
  const encrypted = isSopsEncrypted(text);
  if (encrypted && opener !== 'sops') {
    const hint = 'Set "secrets-backend" to sops, or decrypt it before.';
    report({
      input: INPUT,
      expected: `no file that sops has encrypted, for "${opener}" does not open it`,
      got: quote(given),
      hint,
    });
    return false;
  }
  if (!encrypted && text.includes('ENC[AES256_GCM,')) {
    const hint = 'The release would get the encrypted text: encrypt the file again with sops.';
    report({
      input: INPUT,
      expected: 'encrypted files with the part that sops needs to open them',
      got: `${quote(given)}, which lacks its "sops:" mapping`,
      hint,
    });
  }
  return true;
}

/**
 * helm-secrets names the decrypted file by its path with `/` as `_`, and takes one that exists for its own
 * (4.7.7, `scripts/lib/file.sh`): of two such paths the second would be read as the first.
 */
function checkDecryptedName(
  given: string,
  path: string,
  names: Map<string, string>,
  report: Report,
): void {
  const name = (path.includes('/') ? path : `./${path}`).replaceAll('/', '_');
  const other = names.get(name);
  names.set(name, path);
  if (
    other !== undefined &&
    other !== path &&
    other.replace(/^\.\//, '') !== path.replace(/^\.\//, '')
  ) {
    report({
      input: INPUT,
      expected: 'encrypted files that differ in more than "/" and "_"',
      got: `${quote(other)} and ${quote(given)}`,
      hint: 'helm-secrets would take one for the other: rename one.',
    });
  }
}
