import { describe, expect, it } from '@jest/globals';
import { ActionError, type ErrorCode } from '../../../src/errors.js';
import { persist } from '../../../src/time/retry.js';

const fail = (code: ErrorCode) => new ActionError(code, `it is ${code}`, '');

/** Tries something that fails so, in turn, and then works. */
async function tryThrough(
  errors: readonly Error[],
  tries: number,
  signal = new AbortController().signal,
) {
  let count = 0;
  const attempt = async () => {
    const error = errors[count];
    count += 1;
    if (error !== undefined) throw error;
    return 'read';
  };
  const result = await persist(attempt, { tries, signal }).catch((error: unknown) => error);
  return { result, count };
}

describe('trying again', () => {
  it.each(['cluster-unreachable', 'cluster-error', 'unauthorized'] as const)(
    '%s passes',
    async (code) => {
      expect(await tryThrough([fail(code), fail(code)], 3)).toEqual({ result: 'read', count: 3 });
    },
  );

  it.each(['forbidden', 'not-found', 'certificate-untrusted'] as const)(
    '%s stays',
    async (code) => {
      const error = fail(code);
      expect(await tryThrough([error], 3)).toEqual({ result: error, count: 1 });
    },
  );

  it('has an end', async () => {
    const error = fail('cluster-error');
    expect(await tryThrough([error, error, error], 2)).toEqual({ result: error, count: 2 });
    expect(await tryThrough([error], 3, AbortSignal.abort())).toEqual({ result: error, count: 1 });
  });

  it('cut off, tells the trouble and not that it was cut off', async () => {
    const [trouble, cut] = [fail('unauthorized'), fail('cluster-unreachable')];
    const stop = new AbortController();
    const told: ActionError[] = [];
    const attempt = async () => {
      if (told.length === 0) throw trouble;
      stop.abort();
      throw cut;
    };
    const onTrouble = (error: ActionError) => void told.push(error);
    const trying = persist(attempt, { tries: 5, signal: stop.signal, onTrouble });
    await expect(trying).rejects.toBe(trouble);
    expect(told).toEqual([trouble]);
  });

  it('lets a defect of ours pass through', async () => {
    const defect = new TypeError('a defect');
    expect(await tryThrough([defect], 3)).toEqual({ result: defect, count: 1 });
  });
});
