import { complainOfDeparture } from './bounds.js';
import { complainOfEncoding } from './encoding.js';
import { complainOfCredentialsIn } from './url-credentials.js';
import { type Host, type Place, readIfThere } from './host.js';
import { type Complaint, quote } from './problems.js';
import { complainOfForm } from './line-form.js';
import type { EncryptedFile } from './sops.js';
import { isPath, openedOf, pathsOf, readSource, type Source } from './source.js';
import {
  complainOfUndecrypted,
  findUndecrypted,
  readValuesText,
  type ValuesText,
} from './undecrypted.js';

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
  for (const complaint of complaints) place.report({ input: 'values', ...complaint });
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
  const text = read === undefined ? undefined : readIfThere(host.resolve(folder, read.path), host);
  const file = text === undefined ? undefined : readValuesText(text);
  return { source, path: host.resolve(folder, source.path), read, file };
}

function complain({ source, path, read, file }: Opened, place: Place): readonly Complaint[] {
  const wrong = complainOfItem(source, path, place.host) ?? complainOfPlace(source, place);
  if (wrong !== undefined) return [wrong];
  if (read === undefined || file === undefined) return [];
  const encoding = complainOfEncoding(file.text, quote(read.given));
  return encoding === undefined ? complainOfText(read, file) : [encoding];
}

function complainOfPlace(source: Source, place: Place): Complaint | undefined {
  const departures = pathsOf(source).map((path) => complainOfDeparture(path, place));
  return departures.find((found) => found !== undefined);
}

function complainOfItem(item: Source, path: string, host: Host): Complaint | undefined {
  const login = complainOfCredentialsIn(item.path);
  if (login !== undefined) return login;
  const form = complainOfForm(item.given, { input: 'values', example: 'deploy/values.yaml' });
  if (form !== undefined) return form;
  const got = quote(item.given);
  if (/[,"]/.test(item.path)) {
    const hint = 'Write each file on a line of its own. In a URL, write a comma as %2C.';
    return {
      expected: 'one file per line, without commas or double quotes in its name',
      got,
      hint,
    };
  }
  if (!isPath(item)) return undefined;
  if (item.path.startsWith('-')) {
    const hint = `Write ${quote(`./${item.path}`)}.`;
    return { expected: 'no file name that begins with "-"', got, hint };
  }
  const kind = host.kindOf(path);
  if (kind === 'folder') {
    const hint = 'List the files in it.';
    return { expected: 'values files', got: `${got}, which is a folder`, hint };
  }
  if (kind === 'file' || item.mayBeMissing) return undefined;
  const hint = `${quote(path)} does not exist. Check that an earlier step checks it out, and that "working-directory" is correct. The chart's own values.yaml need not be listed.`;
  return { expected: 'values files that exist', got, hint };
}

function complainOfText({ given, opener, path }: Source, file: ValuesText): readonly Complaint[] {
  if (file.sops !== undefined && opener !== 'sops') {
    const expected = `a file that is not encrypted, as "${opener}" does not decrypt it`;
    const hint = 'Set "secrets-backend" to sops, or decrypt the file in an earlier step.';
    return [{ expected, got: quote(given), hint }];
  }
  return complainOfUndecrypted(findUndecrypted(file, opener), {
    file: path,
    ifEncrypted: hintOfEncrypted(file, opener),
    ifReferences: hintOfReferences(opener),
  });
}

function hintOfEncrypted({ sops }: ValuesText, opener: string): string {
  if (sops !== undefined)
    return 'The rules in the file (such as "unencrypted_suffix") exclude these keys from encryption. Rename the keys and encrypt the file again.';
  return opener === 'sops'
    ? 'The release would get the encrypted text. The file has no "sops:" section, and an encrypted value cannot be copied from one file to another. Encrypt the file again with sops.'
    : 'The release would get the encrypted text. Set "secrets-backend" to sops, and encrypt the file again with sops.';
}

function hintOfReferences(opener: string): string {
  const way = opener === 'none' ? '' : ', or write "vals!" before the path';
  return `Set "secrets-backend" to vals${way}. Text that should stay as it is belongs in the chart's values.yaml.`;
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
    const hint = 'helm-secrets would mix them up. Rename one of them.';
    return [{ expected, got: `${quote(twin)} and ${quote(path)}`, hint }];
  });
}

function flatten(path: string): string {
  return path.replaceAll('/', '_');
}
