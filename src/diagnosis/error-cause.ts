import type { ActionError, ErrorCode } from '../errors.js';
import type { Cause } from './cause.js';

const CAUSES: Readonly<Record<ErrorCode, Cause>> = {
  'bad-input': 'input',
  'missing-tool': 'tool',
  'untrusted-tool': 'tool',
  'unsupported-runner': 'runner',
  'file-error': 'runner',
  'decryption-failed': 'decryption',
  'login-failed': 'repository',
  'cluster-unreachable': 'cluster-unreachable',
  'certificate-untrusted': 'cluster-unreachable',
  unauthorized: 'credentials',
  forbidden: 'rights',
  'not-found': 'unknown',
  'not-ready': 'unknown',
  conflict: 'unknown',
  gone: 'unknown',
  'cluster-error': 'unknown',
  internal: 'unknown',
};

/** Who failed, by an error of ours. */
export function causeOfError({ code }: ActionError): Cause {
  return CAUSES[code];
}
