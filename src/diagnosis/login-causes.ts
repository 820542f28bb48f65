import { ActionError } from '../errors.js';
import type { RegistryLogin } from '../inputs/registry-login.js';
import { findHelmError } from './helm-error.js';
import { findKnown, type KnownCause } from './known-cause.js';

/** Why helm could not log in, in its own words and those of whom it asks (3.22.0 and 4.3.1). */
const LOGIN_FAILED: readonly KnownCause[] = [
  {
    says: /\b40[13] (?:Unauthorized|Forbidden)|status code 40[13]\b|\bdenied\b|unauthorized/i,
    advice:
      'Check "registry-username" and "registry-password". Passwords and tokens may have expired, and some registries want a fixed user name, such as AWS.',
  },
  {
    says: /server gave HTTP response to HTTPS client|first record does not look like a TLS handshake/,
    advice:
      'It does not speak TLS. Check the address in {input}. For a registry in a network that you trust, set "--plain-http" in "helm-args".',
  },
  {
    says: /x509|certificate/i,
    advice:
      'The runner does not trust its certificate. Set "--ca-file=<path>" in "helm-args", or add the authority to the runner\'s.',
  },
  {
    says: /no such host|connection refused|connection reset|timeout|timed out|did not answer|deadline exceeded|network is unreachable|no route to host|\bEOF\b/i,
    advice:
      'The runner cannot reach it. Check the address in {input}, the network of the runner, and $HTTPS_PROXY.',
  },
  {
    says: /\b5\d\d [A-Z]|status code 5\d\d/,
    advice: 'It reports an error of its own. Redeploy later.',
  },
  {
    says: /\b404 Not Found|status code 404\b|unmarshal|no API version|not a valid chart repository/i,
    advice: 'There is no {what} at this address. Check {input}.',
  },
];

/**
 * The error of a login that failed, by what helm wrote to stderr. `seconds` is how long helm was given where that was
 * not enough.
 */
export function explainLogin(
  { place, username }: RegistryLogin,
  stderr: readonly string[],
  seconds?: number,
): ActionError {
  const isRegistry = place.kind === 'registry';
  const what = isRegistry ? 'registry' : 'chart repository';
  const where = isRegistry ? place.host : place.url;
  const late = seconds === undefined ? '' : `it did not answer within ${String(seconds)} s`;
  const said = late || findHelmError(stderr) || 'helm says nothing';
  const facts = { what, input: isRegistry ? '"chart"' : '"repo"' };
  return new ActionError(
    'login-failed',
    `helm cannot log in to the ${what} ${where} as "${username}": ${said}`,
    findKnown(LOGIN_FAILED, said, facts)?.advice ??
      'Check "registry-username", "registry-password" and the address.',
  );
}
