/** Wakes whoever waits for something to change. */
export class Pulse {
  private next = Promise.withResolvers<undefined>();

  /** Something has changed. */
  fire(): void {
    this.next.resolve(undefined);
    this.next = Promise.withResolvers();
  }

  /** Resolves at the next change, after `ms`, or when `signal` aborts, whichever comes first. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const wake = () => {
      resolve(undefined);
    };
    const timer = setTimeout(wake, ms);
    signal.addEventListener('abort', wake, { once: true });
    if (signal.aborted) wake();
    await Promise.race([this.next.promise, promise]);
    clearTimeout(timer);
    signal.removeEventListener('abort', wake);
  }
}

/** Resolves when `signal` aborts. */
export async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { once: true });
  });
}
