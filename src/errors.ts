/** What kept us from doing the work. The list is closed: steer by these, never by a message's text. */
export type ErrorCode =
  | 'bad-input'
  | 'missing-tool'
  | 'untrusted-tool'
  | 'unsupported-runner'
  | 'file-error'
  | 'decryption-failed'
  | 'login-failed'
  | 'cluster-unreachable'
  | 'certificate-untrusted'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'not-ready'
  | 'conflict'
  | 'gone'
  | 'cluster-error'
  | 'internal';

/**
 * The one error class of the action: what was wrong (`message`, its first line stands alone as an
 * annotation) and what to do about it (`hint`).
 */
export class ActionError extends Error {
  override readonly name = 'ActionError';
  readonly code: ErrorCode;
  readonly hint: string;
  /** How long the server asks to be left alone. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    hint: string,
    options?: { readonly cause?: unknown; readonly retryAfterMs?: number },
  ) {
    super(message, options);
    this.code = code;
    this.hint = hint;
    this.retryAfterMs = options?.retryAfterMs;
  }
}

/** Any thrown thing as an ActionError: what is none yet is a defect of ours, `internal`. */
export function asActionError(thrown: unknown): ActionError {
  if (thrown instanceof ActionError) return thrown;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const hint = 'This is a bug in the action. Please report it.';
  return new ActionError('internal', `Unexpected: ${text}`, hint, { cause: thrown });
}

const PASSING: ReadonlySet<ErrorCode> = new Set([
  'cluster-unreachable',
  'cluster-error',
  'unauthorized',
  'not-ready',
  'gone',
]);

/** True of trouble that may be over with the next try. */
export function isPassing({ code }: ActionError): boolean {
  return PASSING.has(code);
}
