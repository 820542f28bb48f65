/** What a deploy has waited for before helm. */
export interface Waited {
  readonly ms: number;
  /** Each as the log says it, in the order in which they came; the first few. */
  readonly reasons: readonly string[];
}

const KEPT_REASONS = 3;

/** Notes since when is waited, and for what; times in ms. */
export class WaitLog {
  private readonly reasons = new Set<string>();
  private since: number | undefined;

  get hasBegun(): boolean {
    return this.since !== undefined;
  }

  /** Notes a reason, as the log says it. */
  note(why: string): void {
    if (this.reasons.size < KEPT_REASONS) this.reasons.add(why);
  }

  /** Waiting begins, where it has not. */
  begin(now: number): void {
    this.since ??= now;
  }

  /** What was waited for by now; undefined where nothing was. */
  read(now: number): Waited | undefined {
    const { since, reasons } = this;
    return since === undefined ? undefined : { ms: now - since, reasons: [...reasons] };
  }
}
