import { ActionError } from '../../src/errors.js';
import type { Pause } from '../../src/time/pulse.js';

/** Picks one of `count`, from 0. */
export type Choose = (count: number) => number;

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

const AT = Date.parse('2026-11-25T12:00:00Z');
const TURNS_MAX = 20_000;

/**
 * A stand-in for a cluster's time and order: one request is answered at a time, and which of those that are on their
 * way is the next one, `choose` says. Time goes on only where no request is on its way, and to the end of the shortest
 * pause.
 */
export class Turns {
  /** In ms since the epoch. */
  now = AT;
  readonly choose: Choose;
  private readonly requests: (() => void)[] = [];
  private sleepers: readonly Sleeper[] = [];

  constructor(choose: Choose = () => 0) {
    this.choose = choose;
  }

  /** A request that is answered in its turn. One that is given up may still be carried out. */
  ask<T>(act: () => T, signal?: AbortSignal): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const giveUp = () => {
      reject(new ActionError('cluster-unreachable', 'given up', ''));
    };
    if (signal?.aborted) giveUp();
    else {
      signal?.addEventListener('abort', giveUp, { once: true });
      this.requests.push(() => {
        if (signal?.aborted && this.choose(2) === 0) return;
        try {
          resolve(act());
        } catch (error) {
          reject(error);
        }
      });
    }
    return promise;
  }

  readonly pause: Pause = async (ms, signal) => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const wake = () => {
      resolve(undefined);
    };
    if (signal.aborted) wake();
    const sleeper = { until: this.now + ms, wake };
    this.sleepers = [...this.sleepers, sleeper];
    signal.addEventListener('abort', () => {
      this.sleepers = this.sleepers.filter((it) => it !== sleeper);
      wake();
    });
    await promise;
  };

  /** Answers until the work is done, and then what is still on its way. Throws where nothing would ever go on. */
  async play<T>(work: Promise<T>): Promise<T> {
    const state = { isDone: false };
    const watched = work.finally(() => (state.isDone = true));
    watched.catch(() => undefined);
    for (let turn = 0; ; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.answerOne()) continue;
      if (state.isDone) return await watched;
      if (turn > TURNS_MAX || !this.sleepOn()) throw new Error('nothing goes on any more');
    }
  }

  private answerOne(): boolean {
    if (this.requests.length === 0) return false;
    const [next] = this.requests.splice(this.pick(this.requests.length), 1);
    next?.();
    return next !== undefined;
  }

  private pick(count: number): number {
    return count === 1 ? 0 : this.choose(count);
  }

  private sleepOn(): boolean {
    const next = this.sleepers.toSorted((a, b) => a.until - b.until)[0];
    if (next === undefined) return false;
    this.sleepers = this.sleepers.filter((it) => it !== next);
    this.now = Math.max(this.now, next.until);
    next.wake();
    return true;
  }
}

/** Plays the same in every order that there is; returns how many those are. Throws at more than `most`. */
export async function playAll(
  play: (turns: Turns) => Promise<void>,
  most = 20_000,
): Promise<number> {
  let path: readonly number[] = [];
  for (let count = 1; count <= most; count += 1) {
    const taken: { readonly chosen: number; readonly of: number }[] = [];
    const choose: Choose = (of) => {
      const chosen = path[taken.length] ?? 0;
      taken.push({ chosen, of });
      return chosen;
    };
    await play(new Turns(choose));
    while (taken.length > 0 && isLast(taken.at(-1))) taken.pop();
    if (taken.length === 0) return count;
    path = taken.map(({ chosen }, index) => (index === taken.length - 1 ? chosen + 1 : chosen));
  }
  throw new Error(`more than ${String(most)} orders`);
}

function isLast(step: { readonly chosen: number; readonly of: number } | undefined): boolean {
  return step === undefined || step.chosen + 1 >= step.of;
}
