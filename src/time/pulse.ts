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

  /** Resolves when a change has made `see` give something else, after `ms`, or when `signal` aborts. */
  async waitFor(see: () => string, ms: number, signal: AbortSignal): Promise<void> {
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(ms)]);
    const before = see();
    while (!deadline.aborted && see() === before) await this.wait(ms, deadline);
  }
}

/** A wait of `ms` that an abort of `signal` ends. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>;

/**
 * Resolves after `ms`, or when `signal` aborts. While it waits the process lives: a signal that times out keeps none
 * alive, and node would end in the middle of a wait with nothing said.
 */
export const pause: Pause = (ms, signal) => new Pulse().wait(ms, signal);

/** Resolves when `signal` aborts. */
export async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { once: true });
  });
}

/** The time in ms, by a monotonic clock. */
export function steadyNow(): number {
  return performance.now();
}

/** A signal that aborts after `ms`, and after `hurriedMs` where `hurry` has aborted, or once it does. */
export function limitTime(
  ms: number,
  hurry: AbortSignal | undefined,
  hurriedMs: number,
): AbortSignal {
  const limit = AbortSignal.timeout(ms);
  if (hurry === undefined) return limit;
  const soon = new AbortController();
  void untilAborted(hurry)
    .then(() => untilAborted(AbortSignal.timeout(hurriedMs)))
    .then(() => soon.abort());
  return AbortSignal.any([limit, soon.signal]);
}

const TICK_MS = 1_000;

/**
 * Aborts when it was not fed for so many ticks. TCP alone finds a half-open connection after minutes, behind a proxy
 * never.
 */
export class Watchdog {
  private readonly ended = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private hungry = 0;

  constructor(ticksAllowed: () => number) {
    this.timer = setInterval(() => {
      this.hungry += 1;
      if (this.hungry >= ticksAllowed()) this.ended.abort();
    }, TICK_MS);
  }

  get signal(): AbortSignal {
    return this.ended.signal;
  }

  feed(): void {
    this.hungry = 0;
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
