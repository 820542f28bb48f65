import { quote, type Problem } from './problems.js';

const AUTHORITY = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)@/i;

/**
 * What is wrong with a URL that carries a password or a token, which every process of the machine could read among
 * helm's arguments; undefined of others. The URL is shown without it. `ssh://git@host` names a user and no secret.
 */
export function complainOfCredentials(url: string): Omit<Problem, 'input'> | undefined {
  const [whole, scheme = '', user = ''] = AUTHORITY.exec(url) ?? [];
  if (whole === undefined || (/ssh/i.test(scheme) && !user.includes(':'))) return undefined;
  return {
    expected: 'a URL without a user and a password',
    got: quote(`${scheme}://…@${url.slice(whole.length)}`),
    hint: 'Arguments can be read by every process of the machine: log in in a step before, by "helm registry login --password-stdin", or "helm repo add --password-stdin" and repo/name as "chart".',
  };
}
