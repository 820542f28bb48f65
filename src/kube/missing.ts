import { ActionError, type ErrorCode } from '../errors.js';

const MISSING: ReadonlySet<ErrorCode> = new Set(['not-found']);
/** After a request for one UID: a conflict says that another object has the name by now. */
export const GONE: ReadonlySet<ErrorCode> = new Set(['not-found', 'conflict']);

/** The answer, undefined where it is an error with one of these codes. Throws ActionError for all others. */
export async function orMissing<T>(
  answer: Promise<T>,
  codes: ReadonlySet<ErrorCode> = MISSING,
): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ActionError && codes.has(error.code)) return undefined;
    throw error;
  }
}
