import { type Complaint, quote } from './problems.js';

const LOG_IN = 'give the login in "registry-username" and "registry-password".';
const FETCH = 'download the file in an earlier step, and give its path.';

/** A scheme and `user@`, or `user:password@`. */
const LOGIN = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)@/i;
/** A password that is not percent-encoded ends the host's part early, and leaves a port that is none. */
const UNREADABLE = /^([a-z][a-z0-9+.-]*):\/\/([^/?#@[\]:]*:)(?!\d*(?:[/?#]|$)).*@/is;
const WITHOUT_SCHEME = /^()(?:\/\/)?([^/?#@[\]:]+:)(?!\/\/).*@/s;

/**
 * What is wrong with a `repo` or `chart` that carries a password or a token, which every process of the machine could
 * read among helm's arguments; undefined of others. It is shown without it. `ssh://git@host` names a user and no
 * secret.
 */
export function complainOfCredentials(url: string): Complaint | undefined {
  return complain(url, LOG_IN) ?? (WITHOUT_SCHEME.test(url) ? tell('', url, LOG_IN) : undefined);
}

/** The same of a values file or one of `set-file`, also of a URL behind a scheme of helm-secrets. */
export function complainOfCredentialsIn(source: string): Complaint | undefined {
  const end = source.lastIndexOf('@') + 1;
  // The bound keeps the search linear in a line of letters alone.
  for (const { index } of source.slice(0, end).matchAll(/[a-z][a-z0-9+.-]{0,40}:\/\//gi)) {
    const complaint = complain(source.slice(index), FETCH);
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}

function complain(url: string, way: string): Complaint | undefined {
  const [, scheme, user = ''] = LOGIN.exec(url) ?? UNREADABLE.exec(url) ?? [];
  if (scheme === undefined || (/ssh/i.test(scheme) && !user.includes(':'))) return undefined;
  return tell(`${scheme}://`, url, way);
}

/** A password may hold an `@`, too: only what is behind the last is none of it. */
function tell(scheme: string, url: string, way: string): Complaint {
  return {
    expected: 'a URL without user name and password',
    got: quote(`${scheme}…@${url.slice(url.lastIndexOf('@') + 1)}`),
    hint: `Every process on the machine can read arguments: ${way}`,
  };
}
