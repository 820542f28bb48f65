import { ActionError, type ErrorCode } from '../errors.js';

/** The part of a Kubernetes `Status` object that an error is made from. */
interface ApiStatus {
  readonly message?: string;
}

/** A log that we come back to later than this may be gone by then. */
const RETRY_AFTER_MAX = 30;

const CODE_BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'not-ready',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  410: 'gone',
};

const HINTS: Readonly<Partial<Record<ErrorCode, string>>> = {
  unauthorized: 'Check the credentials in the kubeconfig. The token may have expired.',
  forbidden: "Grant this verb on this resource to the kubeconfig's user in a Role or ClusterRole.",
  conflict: 'Another program changed it at the same time.',
  'cluster-unreachable':
    'Check the server address in the kubeconfig and that the runner can reach it.',
  'certificate-untrusted':
    "Check certificate-authority-data in the kubeconfig. It must be the authority that signed the API server's certificate.",
};

/** OpenSSL's and Node's codes for a certificate that cannot be trusted (Node 24, tls module). */
const CERTIFICATE_CODES: ReadonlySet<string> = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/**
 * Turns an answer of the API server that is not 2xx into an error. `body` is the answer's text, a
 * `Status` object as JSON in most cases; its message names the verb and the resource of a 403.
 */
export function errorFromStatus(status: number, body: string, server: string): ActionError {
  const code = CODE_BY_STATUS[status] ?? 'cluster-error';
  const said = readStatusMessage(body) ?? `HTTP ${String(status)}`;
  const message =
    code === 'unauthorized' ? `The cluster at ${server} refused the credentials: ${said}` : said;
  return new ActionError(
    code,
    message,
    HINTS[code] ?? `The API server answered ${String(status)}.`,
  );
}

/** The same error, with what the server asks for: `Retry-After` in seconds, as Kubernetes sends it. */
export function withRetryAfter(error: ActionError, header: string | undefined): ActionError {
  const seconds = Number(header);
  if (!(seconds > 0)) return error;
  const options = { cause: error.cause, retryAfterMs: Math.min(seconds, RETRY_AFTER_MAX) * 1_000 };
  return new ActionError(error.code, error.message, error.hint, options);
}

/** Turns what `node:https` or a credential plugin threw into an error that names the server. */
export function errorFromCause(cause: unknown, server: string): ActionError {
  if (cause instanceof ActionError) return cause;
  const text = readText(cause, 'message') ?? String(cause);
  const errno = readText(cause, 'code');
  if (errno !== undefined && CERTIFICATE_CODES.has(errno)) {
    return make(
      'certificate-untrusted',
      `The certificate of the cluster at ${server} is not trusted: ${text}`,
      cause,
    );
  }
  return make('cluster-unreachable', `The cluster at ${server} cannot be reached: ${text}`, cause);
}

/** What was answered with 2xx and is not what the API answers. */
export function errorFromText(body: string, server: string, cause: unknown): ActionError {
  return new ActionError(
    'cluster-error',
    `The cluster at ${server} answered with something that is not JSON: ${body.slice(0, 200)}`,
    'Check the server address in the kubeconfig. It may belong to a login page or a proxy.',
    { cause },
  );
}

/** Whether an answer is the API server's own `Status` object, and not that of something before it. */
export function isStatus(body: string): boolean {
  try {
    return (JSON.parse(body) as { readonly kind?: unknown } | null)?.kind === 'Status';
  } catch {
    return false;
  }
}

function make(code: ErrorCode, message: string, cause: unknown): ActionError {
  return new ActionError(code, message, HINTS[code] ?? '', { cause });
}

function readText(cause: unknown, key: 'code' | 'message'): string | undefined {
  if (typeof cause !== 'object' || cause === null || !(key in cause)) return undefined;
  const value = (cause as Readonly<Record<typeof key, unknown>>)[key];
  return typeof value === 'string' ? value : undefined;
}

function readStatusMessage(body: string): string | undefined {
  try {
    return (JSON.parse(body) as ApiStatus | null)?.message;
  } catch {
    return body.trim() === '' ? undefined : body.trim().slice(0, 500);
  }
}
