import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { watchAlive } from './support/alive.js';
import { deployObjects, type Manifest } from './support/hooks.js';
import { HELM_MAJORS, makeNamespace, readHistory, removeNamespace } from './support/lab.js';
import { HOOK } from './support/verdicts/cause.js';
import { ERROR, IMPATIENT, retriedScript } from './support/verdicts/tried.js';

const FOLLOWED = { ...IMPATIENT, 'active-hook-timeout': '2m' };
/** Long enough to be seen to run. */
const BROKEN = `echo "applying 002"; sleep 3; echo "${ERROR}"; exit 1`;
const GOOD = 'echo "applied 002"; sleep 3';
const ON_FAILURE = { restartPolicy: 'OnFailure' };

const WITHIN_MS = 60_000;

const TIMEOUT_MS = 240_000;

describe.each(HELM_MAJORS)('the corrected chart after a hook that only failed, Helm %i', (helm) => {
  const BROKEN_HOOKS: readonly (readonly [string, Manifest, typeof IMPATIENT])[] = [
    ['pods', retriedScript(BROKEN), IMPATIENT],
    ['restarts', retriedScript(BROKEN, {}, ON_FAILURE), FOLLOWED],
  ];
  const namespaceOf = (name: string) => `e2e-retries-fixed-${name}-${String(helm)}`;

  beforeAll(() => Promise.all(BROKEN_HOOKS.map(([name]) => makeNamespace(namespaceOf(name)))));
  afterAll(() => Promise.all(BROKEN_HOOKS.map(([name]) => removeNamespace(namespaceOf(name)))));

  it.concurrent.each(BROKEN_HOOKS)(
    'is deployed within a minute, and never are two attempts alive: %s',
    async (name, broken, impatient) => {
      const namespace = namespaceOf(name);
      const alive = watchAlive(namespace, HOOK);
      try {
        const failed = await deployObjects(helm, [broken], {
          inputs: { namespace, ...impatient },
        });
        expect(failed.outputs['outcome']).toBe('hook-failed');
        const began = Date.now();
        const fixed = await deployObjects(helm, [retriedScript(GOOD)], { inputs: { namespace } });
        expect(fixed.outputs).toMatchObject({ outcome: 'deployed', revision: '2' });
        expect(fixed.endedAt - began).toBeLessThan(WITHIN_MS);
        expect(alive.count()).toBeGreaterThanOrEqual(2);
        expect(alive.most()).toBe(1);
        expect(await readHistory(namespace, 'any')).toEqual(['superseded', 'deployed']);
      } finally {
        alive.stop();
      }
    },
    TIMEOUT_MS,
  );
});
