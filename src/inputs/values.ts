import type { Host, Place } from './host.js';
import { quote } from './problems.js';
import { describeSopsKeys, isSopsEncrypted, type EncryptedFile } from './sops.js';

/** A line of `values`, as helm-secrets reads it. */
interface Item {
  readonly given: string;
  readonly path: string;
  /** What opens it: the backend, unless the item names its own as in `sops!secrets.yaml`. */
  readonly opener: string;
  readonly mayBeMissing: boolean;
}

type Complaint = readonly [expected: string, got: string, hint: string];

/**
 * Checks the values files that are plain paths, and returns those that sops has encrypted. URLs and what stands
 * behind helm-secrets' schemes are helm's to judge.
 */
export function checkValues(
  lines: readonly string[],
  { host, folder, report }: Place,
  backend: 'sops' | 'vals' | 'none',
): readonly EncryptedFile[] {
  const opened = lines.map((line) => {
    const item = readItem(line, backend);
    const path = host.resolve(folder, item.path);
    const text = mustExist(item) && host.kindOf(path) === 'file' ? readText(path, host) : undefined;
    const complaint = complainOfItem(item, path, host) ?? complainOfText(item, text);
    return {
      item,
      complaint,
      encrypted: text !== undefined && isSopsEncrypted(text) ? text : undefined,
    };
  });
  const encrypted = opened.filter(({ encrypted }) => encrypted !== undefined);
  const complaints = [
    ...opened.map(({ complaint }) => complaint),
    ...complainOfTwins(encrypted.map(({ item }) => item)),
  ];
  for (const complaint of complaints) {
    if (complaint === undefined) continue;
    const [expected, got, hint] = complaint;
    report({ input: 'values', expected, got, hint });
  }
  return encrypted.map((file) => ({
    path: file.item.path,
    keys: describeSopsKeys(file.encrypted ?? ''),
  }));
}

/** helm-secrets' own forms of a path: `?path` may be missing, `vals!path` names the backend (4.7.7). */
function readItem(given: string, backend: string): Item {
  if (backend === 'none') return { given, path: given, opener: backend, mayBeMissing: false };
  const bare = given.replace(/^\?/, '');
  const [, named, path] = /^(sops|vals|noop)!(.*)$/.exec(bare) ?? [];
  return { given, path: path ?? bare, opener: named ?? backend, mayBeMissing: bare !== given };
}

function mustExist({ path }: Item): boolean {
  return !/^[a-z][a-z0-9+.-]*:\/\//i.test(path);
}

function complainOfItem(item: Item, path: string, host: Host): Complaint | undefined {
  const got = quote(item.given);
  if (/[,"]/.test(item.path)) {
    const hint = 'helm would take it for several files. In a URL a comma is %2C.';
    return ['one file a line, with no comma or double quote in its name', got, hint];
  }
  if (!mustExist(item)) return undefined;
  if (item.path.startsWith('-')) {
    return ['no file name that begins with "-"', got, `Write ${quote(`./${item.path}`)}.`];
  }
  const kind = host.kindOf(path);
  if (kind === 'folder')
    return ['values files', `${got}, which is a folder`, 'Name the files in it.'];
  if (kind === 'file' || item.mayBeMissing) return undefined;
  const hint = `There is no ${quote(path)}: is it checked out, and is "working-directory" right?`;
  return ['values files that exist', got, hint];
}

function complainOfText({ given, opener }: Item, text: string | undefined): Complaint | undefined {
  if (text === undefined) return undefined;
  const encrypted = isSopsEncrypted(text);
  if (encrypted && opener !== 'sops') {
    const expected = `no file that sops has encrypted, as "${opener}" does not open it`;
    return [
      expected,
      quote(given),
      'Set "secrets-backend" to sops, or decrypt it in a step before.',
    ];
  }
  if (encrypted || !text.includes('ENC[AES256_GCM,')) return undefined;
  const hint = 'The release would get the encrypted text: encrypt the file anew with sops.';
  return ['encrypted files as sops writes them', `${quote(given)}, without its "sops:" part`, hint];
}

/**
 * helm-secrets names the decrypted file by its path with `/` as `_`, and takes one that exists for its own
 * (4.7.7, `scripts/lib/file.sh`): of two such paths the second would be read as the first.
 */
function complainOfTwins(items: readonly Item[]): readonly Complaint[] {
  const plain = [...new Set(items.map(({ path }) => path.replace(/^\.\//, '')))];
  const expected = 'encrypted files whose paths differ in more than "/" and "_"';
  return plain.flatMap((path, index) => {
    const twin = plain.slice(0, index).find((other) => flatten(other) === flatten(path));
    if (twin === undefined) return [];
    const hint = 'helm-secrets would take one for the other: rename one.';
    return [[expected, `${quote(twin)} and ${quote(path)}`, hint] as const];
  });
}

function flatten(path: string): string {
  return path.replaceAll('/', '_');
}

/** A file that cannot be read is helm's to complain of. */
function readText(path: string, host: Host): string | undefined {
  try {
    return host.readText(path);
  } catch {
    return undefined;
  }
}
