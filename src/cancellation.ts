/** The runner's signals to us, which it sends to our process alone. */
export interface Cancellation {
  /** Aborts at the first of them. */
  readonly signal: AbortSignal;
  /** Calls `listener` for each of them, until the function that comes back is called. */
  listen(listener: (signal: NodeJS.Signals) => void): () => void;
}

/** Listens to the signals by which the runner cancels a step, from now on and for good. */
export function listenForCancel(): Cancellation {
  const controller = new AbortController();
  const listeners = new Set<(signal: NodeJS.Signals) => void>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      controller.abort();
      for (const listener of listeners) listener(signal);
    });
  }
  return {
    signal: controller.signal,
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
