import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { type FakeRegistry, startFakeRegistry } from '../fakes/fake-registry.js';
import { HELM_MAJORS } from './support/lab.js';
import { expectTold } from './support/tried.js';
import { RETRIED } from './support/verdicts/retried.js';

const TIMEOUT_MS = 240_000;

describe.each(HELM_MAJORS)('a hook that fails and is tried again, Helm %i', (helm) => {
  let registry: FakeRegistry;
  beforeAll(async () => {
    registry = await startFakeRegistry();
  });
  afterAll(() => registry.close());

  // They mostly wait: jest runs five of them at once.
  it.concurrent.each(RETRIED)(
    '$name',
    async (cause) => {
      const namespace = `e2e-retries-${cause.name}-${String(helm)}`;
      await expectTold(cause, helm, { namespace, registry: registry.address });
    },
    TIMEOUT_MS,
  );
});
