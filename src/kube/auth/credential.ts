/** What one request logs in with. Equal credentials are the same object. */
export interface Credential {
  /** The Authorization header; undefined where there is none. */
  readonly authorization: string | undefined;
  readonly certificate: ClientCertificate | undefined;
}

/** A client certificate and its key, PEM. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
}

/** Gives the credential of one user, always the newest one. */
export interface Credentials {
  /** The credential to use now. Throws ActionError where none can be had. */
  get(signal: AbortSignal): Promise<Credential>;
  /**
   * After the API server has refused `refused` (401): the credential to try again with, or undefined where there is no
   * other one. Throws ActionError where the way to it failed.
   */
  renew(refused: Credential, signal: AbortSignal): Promise<Credential | undefined>;
}

/** A credential with the time of its end, by our clock, in ms since the epoch. */
export interface TimedCredential extends Credential {
  readonly obtainedAt: number;
  /** Undefined: it does not expire. */
  readonly expiresAt: number | undefined;
}

/** Clocks differ, and a request takes time: a credential is not used in its last seconds. */
const LEEWAY_MS = 10_000;

/**
 * Whether a credential may still be used. One that lives for seconds only is used for nine tenths of them: asking
 * again for each request would bring the same one.
 */
export function isFresh({ obtainedAt, expiresAt }: TimedCredential, now: number): boolean {
  if (expiresAt === undefined) return true;
  const leeway = Math.min(LEEWAY_MS, Math.max(0, expiresAt - obtainedAt) / 10);
  return now < expiresAt - leeway;
}

/** The secret texts of a credential: its token, or its password, and its key. */
export function listSecrets({ authorization = '', certificate }: Credential): readonly string[] {
  const [, scheme, text] = /^(Bearer|Basic) (.+)$/.exec(authorization) ?? [];
  const login = scheme === 'Basic' ? atob(text ?? '').replace(/^[^:]*:/, '') : text;
  return [login, certificate?.key].filter((secret) => secret !== undefined);
}

/** The Authorization header of a token. */
export function bearer(token: string): string {
  return `Bearer ${token}`;
}
