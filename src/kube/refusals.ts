import { ActionError } from '../errors.js';
import { formatRules, type MissingRight } from '../objects/rights.js';
import { type AskedPath, findRight } from './needed-right.js';

/** Keeps what was refused because a permission is missing, until it is granted. */
export class Refusals {
  private readonly errors = new Map<string, ActionError>();

  /** Each right once, in the order in which it was first refused. */
  get all(): readonly ActionError[] {
    return [...this.errors.values()];
  }

  /** An error of the API server, to throw: a `forbidden` one comes back with the right and its rule, and is kept. */
  note(request: AskedPath, error: ActionError): ActionError {
    const right = error.code === 'forbidden' ? findRight(request) : undefined;
    if (right === undefined) return error;
    const cause: MissingRight = { kind: 'missing-right', right };
    const hint = `${error.hint} The rule: ${formatRules([right]).join('')}`;
    const refusal = new ActionError('forbidden', error.message, hint, { cause });
    this.errors.set(keyOf(request), refusal);
    return refusal;
  }

  /** The request was answered: a right that was missing has been granted. */
  forget(request: AskedPath): void {
    if (this.errors.size > 0) this.errors.delete(keyOf(request));
  }
}

function keyOf(request: AskedPath): string {
  return JSON.stringify(findRight(request));
}
