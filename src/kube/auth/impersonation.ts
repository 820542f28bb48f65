import type { Mapping } from '../../text/yaml.js';
import { mappingOf, textOf, textsOf } from '../../kubeconfig/entries.js';

/** What may be in a header's name as it is (RFC 9110, token). */
const PLAIN = /[!#$&'*+\-.^_`|~\dA-Za-z]/;

/**
 * The headers by which a user acts as somebody else (`as`, `as-uid`, `as-groups`, `as-user-extra`); {} without `as`.
 * https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/ (v1.35)
 */
export function readImpersonation(user: Mapping): Readonly<Record<string, readonly string[]>> {
  const name = textOf(user, 'as');
  if (name === undefined) return {};
  const extra = mappingOf(user, 'as-user-extra') ?? {};
  const headers: readonly (readonly [string, readonly string[]])[] = [
    ['Impersonate-User', [name]],
    ['Impersonate-Uid', [textOf(user, 'as-uid') ?? ''].filter(Boolean)],
    ['Impersonate-Group', textsOf(user, 'as-groups')],
    ...Object.keys(extra).map(
      (key) => [`Impersonate-Extra-${escapeName(key)}`, textsOf(extra, key)] as const,
    ),
  ];
  return Object.fromEntries(
    headers
      .filter(([, values]) => values.length > 0)
      .map(([header, values]) => [header, values.map(asHeaderBytes)]),
  );
}

/** Percent-encodes what a header's name cannot hold, `%` itself too (`headerKeyEscape` in client-go, v0.35.4). */
function escapeName(key: string): string {
  const bytes = [...new TextEncoder().encode(key)];
  return bytes.map((byte) => escapeByte(byte)).join('');
}

function escapeByte(byte: number): string {
  const char = String.fromCharCode(byte);
  return PLAIN.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** Node takes one character of a header for one byte; Go writes UTF-8. */
function asHeaderBytes(value: string): string {
  return String.fromCharCode(...new TextEncoder().encode(value));
}
