import { describe, it } from '@jest/globals';
import { HELM_MAJORS } from './support/lab.js';
import { expectTold } from './support/tried.js';
import { STOPPED_BY_OTHERS } from './support/verdicts/stopped.js';

const TIMEOUT_MS = 240_000;

describe.each(HELM_MAJORS)('a hook that others stop while it runs, Helm %i', (helm) => {
  it.concurrent.each(STOPPED_BY_OTHERS)(
    '$name',
    async (cause) => {
      const namespace = `e2e-stopped-${cause.name}-${String(helm)}`;
      await expectTold(cause, helm, { namespace, registry: '' });
    },
    TIMEOUT_MS,
  );
});
