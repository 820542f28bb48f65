import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type FakeRegistry, startFakeRegistry } from '../fakes/fake-registry.js';
import { deployObjects } from './support/hooks.js';
import { HELM_MAJORS, readHistory } from './support/lab.js';
import { readAdvice } from './support/leftovers.js';
import { CAUSES, provoke } from './support/verdicts.js';

const INPUTS = { timeout: '60s', 'fail-fast': '5s', 'active-hook-timeout': '1s' };

/** A node that is gone is cleared away after a minute, on a machine that is busy. */
const TIMEOUT_MS = 240_000;

describe.each(HELM_MAJORS)('what a deploy can fail of, Helm %i', (helm) => {
  let registry: FakeRegistry;
  beforeAll(async () => {
    registry = await startFakeRegistry();
  });
  afterAll(() => registry.close());

  // They mostly wait: jest runs five of them at once.
  it.concurrent.each(CAUSES)(
    '$name',
    async (cause) => {
      const namespace = `e2e-verdict-${cause.name}-${String(helm)}`;
      const place = { namespace, registry: registry.address };
      const { result, history } = await provoke(cause, place, async () => ({
        result: await deployObjects(helm, cause.objects(place), {
          inputs: { namespace, ...INPUTS, ...cause.inputs },
        }),
        history: await readHistory(namespace, 'any'),
      }));
      const { outcome, reason, advice } = cause.expected(helm);
      expect(result.outputs['reason']).toMatch(reason);
      expect(readAdvice(result)).toMatch(advice);
      expect(result.outputs['outcome']).toBe(outcome);
      expect(result).toExitWith(1);
      expect(history.filter((status) => status.startsWith('pending-'))).toEqual([]);
      if (cause.told !== undefined) expect(result.log).toMatch(cause.told);
    },
    TIMEOUT_MS,
  );
});
