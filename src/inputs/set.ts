import type { Host } from './host.js';
import { quote, type Report } from './problems.js';

const HINT =
  'helm-secrets would put the decrypted text into the arguments: write it under its key in "values-inline".';

/** Checks the items of `set` or one of its kin: `key=value`, and nothing that helm-secrets would decrypt. */
export function checkSet(
  name: string,
  items: readonly string[],
  place: { readonly host: Host; readonly folder: string },
  report: Report,
): readonly string[] {
  for (const item of items) {
    // A value may be a secret, so only the key is shown.
    const got = quote(item.split('=', 1)[0] ?? '');
    // Helm takes `set-json` as one JSON object, too.
    if (!/^[^=]+=/.test(item) && !(name === 'set-json' && item.startsWith('{'))) {
      report({
        input: name,
        expected: '"key=value" in each line',
        got: 'a line without a key and "="',
        hint: '',
      });
    } else if (isReference(item) || namesBackend(item, place)) {
      report({
        input: name,
        expected: 'no reference to a secret',
        got: `one in ${got}`,
        hint: HINT,
      });
    }
  }
  return items;
}

function isReference(item: string): boolean {
  return item.includes('ref+') || item.includes('ENC[AES256_GCM');
}

/**
 * Whether helm-secrets would take a part of the item for `<backend>!…`. A backend may also be any file
 * in reach, which is then run (helm-secrets 4.7.7, `scripts/commands/helm.sh`).
 */
function namesBackend(
  item: string,
  { host, folder }: { readonly host: Host; readonly folder: string },
): boolean {
  return item.split(',').some((part) => {
    const value = part.slice(part.indexOf('=') + 1);
    return [part, value].some((text) => {
      const [before, after] = text.split('!', 2);
      if (after === undefined || before === undefined || before === '') return false;
      return (
        /^(sops|vals|noop|_custom)$/.test(before) ||
        host.kindOf(host.resolve(folder, before)) === 'file'
      );
    });
  });
}
