/** What kept us from doing the work. The list is closed: steer by these, never by a message's text. */
export type ErrorCode =
  | 'bad-input'
  | 'missing-tool'
  | 'unsupported-runner'
  | 'cluster-unreachable'
  | 'certificate-untrusted'
  | 'unauthorized'
  | 'forbidden'
  | 'cluster-error'
  | 'log-broken'
  | 'file-error';

/**
 * The one error class of the action: what was wrong (`message`, its first line stands alone as an
 * annotation) and what to do about it (`hint`).
 */
export class ActionError extends Error {
  override readonly name = 'ActionError';
  readonly code: ErrorCode;
  readonly hint: string;

  constructor(code: ErrorCode, message: string, hint: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.hint = hint;
  }
}
