import { complainOfDeparture } from './bounds.js';
import { complainOfCredentialsIn } from './url-credentials.js';
import { type Place, readIfThere } from './host.js';
import { type Complaint, quote } from './problems.js';
import { isOpenedBySops } from './sops.js';
import { isPath, pathsOf, readSource, type Source } from './source.js';
import { ENCRYPTED, holdsEncrypted, holdsReference } from './undecrypted.js';

/**
 * What is wrong with the files of one item of `set-file`, `key=path` or several with commas between: one that leaves
 * its bounds, or that stays encrypted. A file that is missing is helm's to complain of.
 */
export function complainOfSetFile(
  item: string,
  place: Place,
  backend: string,
): readonly Complaint[] {
  const parts = item.split(/(?<!\\),/);
  return parts.flatMap((part) => {
    const source = readSource(part.slice(part.indexOf('=') + 1), backend);
    const login = complainOfCredentialsIn(source.path);
    if (login !== undefined) return [login];
    const departures = pathsOf(source).map((path) => complainOfDeparture(path, place));
    const departure = departures.find((found) => found !== undefined);
    return departure === undefined ? complainOfContent(source, place) : [departure];
  });
}

function complainOfContent(source: Source, { host, folder }: Place): readonly Complaint[] {
  const path = host.resolve(folder, source.path);
  const text = isPath(source) ? readIfThere(path, host) : undefined;
  if (text === undefined) return [];
  const got = quote(source.path);
  const complaints: Complaint[] = [];
  if (staysEncrypted(text, source.opener)) {
    const expected = 'a file that is not encrypted';
    const hint = 'The release would get the encrypted text: sops decrypts only whole files.';
    complaints.push({ expected, got, hint: `${hint} ${hintOf(source, 'sops')}`.trimEnd() });
  }
  if (source.opener !== 'vals' && holdsReference(text)) {
    const expected = 'a file without unresolved references';
    complaints.push({ expected, got, hint: hintOf(source, 'vals') });
  }
  return complaints;
}

function staysEncrypted(text: string, opener: string): boolean {
  if (opener === 'sops' && isOpenedBySops(text)) return false;
  return text.includes(ENCRYPTED) && (opener !== 'sops' || holdsEncrypted(text));
}

function hintOf({ opener }: Source, backend: 'sops' | 'vals'): string {
  return opener === backend ? '' : `Set "secrets-backend" to ${backend}.`;
}
