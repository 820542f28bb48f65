import { readLines, readWholeLines, type Get } from './fields.js';
import { complainOfForm, complainOfKeys } from './line-form.js';
import { isHandedOn } from './passed-to-helm.js';
import type { Place } from './host.js';
import { type Complaint, quote } from './problems.js';
import { complainOfSetFile } from './set-file.js';
import { holdsEncrypted, holdsReference } from './undecrypted.js';

/** Items of `set` and its kin, each `key=value` in helm's syntax. */
export interface SetValues {
  readonly set: readonly string[];
  readonly setString: readonly string[];
  readonly setFile: readonly string[];
  readonly setJson: readonly string[];
  /** Each value with the blanks at its end. */
  readonly setLiteral: readonly string[];
}

const EXAMPLES: Readonly<Record<string, string>> = {
  'set-file': 'config=files/app.conf',
  'set-json': 'resources={"cpu":1}',
};

const BY_FILE =
  'helm-secrets would put the decrypted text into helm\'s arguments. Write it under its key in "values-inline".';
const NOT_OPENED =
  'Nothing resolves it here, so the release would get the reference itself. Write the secret under its key in "values-inline".';

/**
 * Reads `set` and its kin and checks their items: `key=value`, nothing that is a secret's place, nothing that
 * helm-secrets would decrypt into helm's arguments, or change.
 */
export function readSet(get: Get, place: Place, backend: string): SetValues {
  const items = (name: string, read: typeof readLines = readLines) =>
    checkItems(name, read(get, name), { ...place, backend });
  return {
    set: items('set'),
    setString: items('set-string'),
    setFile: items('set-file'),
    setJson: items('set-json'),
    setLiteral: items('set-literal', readWholeLines),
  };
}

/** Checks items as those of `set`, for an input of another name. */
export function readItems(get: Get, name: string, opening: Opening): readonly string[] {
  return checkItems(name, readLines(get, name), opening);
}

function checkItems(name: string, items: readonly string[], opening: Opening): readonly string[] {
  for (const item of items)
    for (const complaint of complain(name, item, opening))
      opening.report({ input: name, ...complaint });
  return items;
}

/** What an item is checked with. */
export type Opening = Place & { readonly backend: string };

function complain(name: string, item: string, place: Opening): readonly Complaint[] {
  const wrong = complainOfWriting(name, item);
  if (wrong !== undefined) return [wrong];
  if (name === 'set-file') return complainOfSetFile(item, place, place.backend);
  // helm-secrets looks at all of these but for `set-literal`.
  const isOpened = name !== 'set-literal' && place.backend !== 'none';
  if (isSecret(item) || (isOpened && namesBackend(item, place))) {
    const expected = 'no reference to a secret';
    return [
      { expected, got: `one in ${nameKey(name, item)}`, hint: isOpened ? BY_FILE : NOT_OPENED },
    ];
  }
  return isOpened && !isHandedOn(item) ? [changed(nameKey(name, item))] : [];
}

function complainOfWriting(name: string, item: string): Complaint | undefined {
  const form = complainOfForm(item, { input: name, example: EXAMPLES[name] ?? 'image.tag=1.2.3' });
  if (form !== undefined || isJson(name, item)) return form;
  return complainOfKeys(item, name);
}

/** What may be shown of an item, whose value may be a secret. */
function nameKey(name: string, item: string): string {
  return isJson(name, item) ? 'the JSON' : quote(item.split('=', 1)[0] ?? '');
}

/** Helm 4 takes `set-json` as one JSON object, too. */
function isJson(name: string, item: string): boolean {
  return name === 'set-json' && item.startsWith('{');
}

function isSecret(item: string): boolean {
  return holdsReference(item) || holdsEncrypted(item);
}

function changed(key: string): Complaint {
  return {
    expected: 'a value that helm-secrets does not change',
    got: `${key}, which it would change`,
    hint: 'It splits the value at each comma and takes a part without "=" as a key. Write the value under its key in "values-inline", which also takes JSON, or set "secrets-backend" to none.',
  };
}

/**
 * Whether helm-secrets would take a part of the item for `<backend>!…`. A backend may also be any file
 * in reach, which is then run (helm-secrets 4.7.7, `scripts/commands/helm.sh`).
 */
function namesBackend(item: string, { host, folder }: Place): boolean {
  const parts = item.split(',').flatMap((part) => [part, part.slice(part.indexOf('=') + 1)]);
  return parts.some((part) => {
    const end = part.indexOf('!');
    if (end <= 0) return false;
    const backend = part.slice(0, end);
    return (
      /^(sops|vals|noop|_custom)$/.test(backend) ||
      host.kindOf(host.resolve(folder, backend)) === 'file'
    );
  });
}
