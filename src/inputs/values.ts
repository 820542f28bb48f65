import { complainOfDeparture } from './bounds.js';
import { complainOfCredentialsIn } from './credentials.js';
import type { Host, Place } from './host.js';
import { quote } from './problems.js';
import type { EncryptedFile } from './sops.js';
import { isPath, openedOf, pathsOf, readSource, type Source } from './source.js';
import { findUndecrypted, listKeys, readValuesText, type ValuesText } from './undecrypted.js';

type Complaint = readonly [expected: string, got: string, hint: string];

/**
 * Checks the values files that are plain paths, and returns those that sops has encrypted. Of a file behind
 * `secrets://` only the place and the content are checked; URLs are helm's to judge.
 */
export function checkValues(
  lines: readonly string[],
  place: Place,
  backend: 'sops' | 'vals' | 'none',
): readonly EncryptedFile[] {
  // Without `helm secrets` the plugin still opens what stands behind its schemes.
  const standard = backend === 'none' ? place.host.env['HELM_SECRETS_BACKEND'] || 'sops' : backend;
  const opened = lines.map((line) => open(readSource(line, backend), standard, place));
  const encrypted = opened.filter(({ source, file }) => isPath(source) && file?.sops !== undefined);
  const complaints = [
    ...opened.flatMap((item) => complain(item, place)),
    ...complainOfTwins(encrypted.map(({ source }) => source)),
  ];
  for (const [expected, got, hint] of complaints)
    place.report({ input: 'values', expected, got, hint });
  return encrypted.map(({ source, file }) => ({
    path: source.path,
    keys: file?.sops?.keys ?? [],
  }));
}

interface Opened {
  readonly source: Source;
  readonly path: string;
  /** What of it is read here, and what is in there; undefined where there is no such file. */
  readonly read: Source | undefined;
  readonly file: ValuesText | undefined;
}

function open(source: Source, standard: string, { host, folder }: Place): Opened {
  const read = openedOf(source, standard);
  const text = read === undefined ? undefined : readText(host.resolve(folder, read.path), host);
  const file = text === undefined ? undefined : readValuesText(text);
  return { source, path: host.resolve(folder, source.path), read, file };
}

function complain({ source, path, read, file }: Opened, place: Place): readonly Complaint[] {
  const wrong = complainOfItem(source, path, place.host) ?? complainOfPlace(source, place);
  if (wrong !== undefined) return [wrong];
  return read === undefined || file === undefined ? [] : complainOfText(read, file);
}

function complainOfPlace(source: Source, place: Place): Complaint | undefined {
  for (const path of pathsOf(source)) {
    const departure = complainOfDeparture(path, place);
    if (departure !== undefined) return [departure.expected, departure.got, departure.hint];
  }
  return undefined;
}

function complainOfItem(item: Source, path: string, host: Host): Complaint | undefined {
  const login = complainOfCredentialsIn(item.path);
  if (login !== undefined) return [login.expected, login.got, login.hint];
  const got = quote(item.given);
  if (/[,"]/.test(item.path)) {
    const hint = 'helm would take it for several files. In a URL a comma is %2C.';
    return ['one file a line, with no comma or double quote in its name', got, hint];
  }
  if (!isPath(item)) return undefined;
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

function complainOfText({ given, opener, path }: Source, file: ValuesText): readonly Complaint[] {
  if (file.sops !== undefined && opener !== 'sops') {
    const expected = `no file that sops has encrypted, as "${opener}" does not open it`;
    const hint = 'Set "secrets-backend" to sops, or decrypt it in a step before.';
    return [[expected, quote(given), hint]];
  }
  const { encrypted, references } = findUndecrypted(file, opener);
  const complaints: Complaint[] = [];
  if (encrypted.length > 0) {
    const got = listKeys(encrypted, path);
    complaints.push(['no values that stay encrypted', got, hintOfEncrypted(file, opener)]);
  }
  if (references.length > 0) {
    const expected = 'no references that nothing resolves';
    complaints.push([expected, listKeys(references, path), hintOfReferences(opener)]);
  }
  return complaints;
}

function hintOfEncrypted({ sops }: ValuesText, opener: string): string {
  if (sops !== undefined)
    return 'The rules in the file leave these keys as they are (such as "unencrypted_suffix"): encrypt them anew under other keys.';
  return opener === 'sops'
    ? 'The release would get the encrypted text. The file is without its "sops:" part, and a value opens only where it was encrypted: encrypt the file anew with sops.'
    : 'The release would get the encrypted text: set "secrets-backend" to sops, and encrypt the file anew with sops.';
}

function hintOfReferences(opener: string): string {
  const way = opener === 'none' ? '' : ', or write "vals!" before the path';
  return `Set "secrets-backend" to vals${way}. A text that is meant belongs in the chart's values.yaml.`;
}

/**
 * helm-secrets names the decrypted file by its path with `/` as `_`, and takes one that exists for its own
 * (4.7.7, `scripts/lib/file.sh`): of two such paths the second would be read as the first.
 */
function complainOfTwins(items: readonly Source[]): readonly Complaint[] {
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
    return host.kindOf(path) === 'file' ? host.readText(path) : undefined;
  } catch {
    return undefined;
  }
}
