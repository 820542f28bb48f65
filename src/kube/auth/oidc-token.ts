import { isMapping } from '../../text/yaml.js';
import { bearer, type TimedCredential } from './credential.js';
import { textOf } from '../../kubeconfig/entries.js';

/**
 * Reads when an ID token ends; undefined where it is not a JWT. Its signature is the API server's to check. `now` in ms
 * since the epoch.
 */
export function readIdToken(token: string, now: number): TimedCredential | undefined {
  const [, payload, signature, ...rest] = token.split('.');
  if (payload === undefined || signature === undefined || rest.length > 0) return undefined;
  const seconds = readExpiry(Buffer.from(payload, 'base64url').toString('utf8'));
  if (seconds === undefined) return undefined;
  const expiresAt = seconds * 1_000;
  return { authorization: bearer(token), certificate: undefined, obtainedAt: now, expiresAt };
}

function readExpiry(claims: string): number | undefined {
  try {
    const value: unknown = JSON.parse(claims);
    const seconds = isMapping(value) ? Number(textOf(value, 'exp')) : NaN;
    return Number.isNaN(seconds) ? undefined : seconds;
  } catch {
    return undefined;
  }
}
