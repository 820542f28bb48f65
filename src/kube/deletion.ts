import type { ApiWrite } from './request.js';

/** Deletes this very object, and what it owns with the grace of each. */
export function askToDelete(path: string, uid: string | undefined): ApiWrite {
  const body = { preconditions: { uid }, propagationPolicy: 'Background' };
  return { method: 'DELETE', path, body };
}
