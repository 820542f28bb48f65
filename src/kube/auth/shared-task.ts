/**
 * Runs a task once for all who want its result at the same time. It is aborted when the last of them has gone, so
 * that nothing goes on that nobody waits for.
 */
export class SharedTask<T> {
  private running:
    { readonly result: Promise<T>; readonly stop: AbortController; waiting: number } | undefined;
  private readonly start: (signal: AbortSignal) => Promise<T>;

  constructor(start: (signal: AbortSignal) => Promise<T>) {
    this.start = start;
  }

  get isRunning(): boolean {
    return this.running !== undefined;
  }

  /** Joins the task that runs, or starts it. Throws what it throws, or the reason of `signal`. */
  async join(signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const run = (this.running ??= this.begin());
    run.waiting += 1;
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const leave = () => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([run.result, aborted]);
    } finally {
      signal.removeEventListener('abort', leave);
      run.waiting -= 1;
      if (run.waiting === 0) run.stop.abort();
    }
  }

  private begin() {
    const stop = new AbortController();
    const result = this.start(stop.signal).finally(() => {
      this.running = undefined;
    });
    // When all have gone its end is nobody's; who waits has it from the race.
    result.catch(() => undefined);
    return { result, stop, waiting: 0 };
  }
}
