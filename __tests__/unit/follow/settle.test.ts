import { describe, expect, it } from '@jest/globals';
import { Pulse } from '../../../src/time/pulse.js';
import { settle, type Settling } from '../../../src/follow/settle.js';

const MS = 30;

/** A hook that is asked how far it is; `lines` grow with each look until they are all there. */
function hook(isBehind: boolean, lines = 0, settlesAfter = Infinity) {
  const state = { looks: 0, lineCount: 0, isBehind, changes: new Pulse() };
  const fake: Settling = {
    changes: state.changes,
    isBehind,
    get lineCount() {
      state.looks += 1;
      state.lineCount = Math.min(lines, state.lineCount + 1);
      return state.lineCount;
    },
    get isSettled() {
      return state.lineCount >= settlesAfter;
    },
  };
  return { fake, state };
}

async function settleThese(hooks: readonly Settling[], cancelled?: AbortSignal, isOver = false) {
  let again = 0;
  await settle(hooks, { ms: MS, cancelled, isOver, lookAgain: () => (again += 1) });
  return again;
}

describe('what is left when helm has ended', () => {
  it('is nothing: it is not waited for, and nobody looks again', async () => {
    expect(await settleThese([hook(false, 0, 0).fake])).toBe(0);
  });

  it('is a hook that runs on: it gets its time, and somebody looks again, once', async () => {
    const { fake, state } = hook(false);
    expect(await settleThese([fake])).toBe(1);
    expect(state.looks).toBe(0);
  });

  it('is a log that is still read: it is read to its end while lines come', async () => {
    const { fake, state } = hook(true, 20, 20);
    await settleThese([fake]);
    expect(state.lineCount).toBe(20);
  });

  it('is a log that says nothing any more: its silence is bounded', async () => {
    const { fake, state } = hook(true, 2);
    await settleThese([fake]);
    expect(state.looks).toBe(2 + 4);
  });

  it('is a hook whose end is late: where helm says that all is over, it is waited for longer', async () => {
    const { fake, state } = hook(false);
    const waits: number[] = [];
    const lagging = {
      ...fake,
      changes: Object.assign(new Pulse(), {
        wait: async (ms: number) => {
          await new Promise((resolve) => setTimeout(resolve, ms));
          waits.push(ms);
        },
      }),
      get isSettled() {
        return waits.length >= 4;
      },
    };
    await settleThese([lagging], undefined, true);
    expect(lagging.isSettled).toBe(true);
    expect(state.looks).toBeLessThan(5);
  });

  it('is nothing to read on after a cancel', async () => {
    const { fake, state } = hook(true, 20, 20);
    await settleThese([fake], AbortSignal.abort());
    expect(state.looks).toBe(0);
  });
});
