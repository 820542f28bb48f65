import { type ActionError, isPassing } from '../errors.js';

/** What keeps us from seeing, by what we were doing; empty again when it works again. */
export class AccessErrors {
  private readonly errors = new Map<string, ActionError>();

  get isEmpty(): boolean {
    return this.errors.size === 0;
  }

  /** True while something keeps us from doing this. */
  has(what: string): boolean {
    return this.errors.has(what);
  }

  note(what: string, error: ActionError): void {
    this.errors.set(what, error);
  }

  clear(what: string): void {
    this.errors.delete(what);
  }

  /** True when no further try will make us see. */
  isFinal(what: string): boolean {
    const error = this.errors.get(what);
    return error !== undefined && !isPassing(error);
  }

  list(): readonly ActionError[] {
    return [...this.errors.values()];
  }

  /** Without trouble that passes in doing one of these. */
  listFinal(over: readonly string[]): readonly ActionError[] {
    const left = [...this.errors].filter(([what]) => !over.includes(what) || this.isFinal(what));
    return left.map(([, error]) => error);
  }
}
