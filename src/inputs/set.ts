import { readLines, type Get } from './fields.js';
import type { Place } from './host.js';
import { quote } from './problems.js';

/** Items of `set` and its kin, each `key=value` in helm's syntax. */
export interface SetValues {
  readonly set: readonly string[];
  readonly setString: readonly string[];
  readonly setFile: readonly string[];
  readonly setJson: readonly string[];
  readonly setLiteral: readonly string[];
}

const HINT =
  'helm-secrets would put the decrypted text into the arguments: write it under its key in "values-inline".';

/** Reads `set` and its kin and checks their items: `key=value`, and nothing that helm-secrets would decrypt. */
export function readSet(get: Get, place: Place): SetValues {
  const items = (name: string): readonly string[] => {
    const lines = readLines(get, name);
    for (const line of lines) checkItem(name, line, place);
    return lines;
  };
  return {
    set: items('set'),
    setString: items('set-string'),
    setFile: items('set-file'),
    setJson: items('set-json'),
    setLiteral: items('set-literal'),
  };
}

function checkItem(name: string, item: string, place: Place): void {
  // Helm takes `set-json` as one JSON object, too.
  if (!/^[^=]+=/.test(item) && !(name === 'set-json' && item.startsWith('{'))) {
    const got = 'a line without a key and "="';
    place.report({ input: name, expected: '"key=value" in each line', got, hint: '' });
  } else if (isReference(item) || namesBackend(item, place)) {
    // A value may be a secret, so only the key is shown.
    const key = item.startsWith('{') ? 'the JSON' : quote(item.split('=', 1)[0] ?? '');
    place.report({
      input: name,
      expected: 'no reference to a secret',
      got: `one in ${key}`,
      hint: HINT,
    });
  }
}

function isReference(item: string): boolean {
  return item.includes('ref+') || item.includes('ENC[AES256_GCM');
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
