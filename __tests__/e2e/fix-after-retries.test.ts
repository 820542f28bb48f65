import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { watchAlive } from './support/alive.js';
import { container, deployObjects, jobHook, podSpec } from './support/hooks.js';
import { HELM_MAJORS, type HelmMajor, makeNamespace, removeNamespace } from './support/lab.js';
import { deployPlainly } from './support/leftovers.js';

const namespaceOf = (helm: HelmMajor) => `e2e-fix-${String(helm)}`;
const NAME = 'plain';
/** A Job with Kubernetes' default of 6 retries. */
const job = (script: string) =>
  jobHook({ name: NAME }, podSpec([container(script)]), { backoffLimit: undefined });

beforeAll(async () => {
  await Promise.all(HELM_MAJORS.map((helm) => makeNamespace(namespaceOf(helm))));
});
afterAll(async () => {
  for (const helm of HELM_MAJORS) await removeNamespace(namespaceOf(helm));
});

describe('a hook that a plain helm has given up on, and that would be tried again', () => {
  it.concurrent.each(HELM_MAJORS)(
    'is suspended, and the fix is deployed within a minute, Helm %i',
    async (helm) => {
      const namespace = namespaceOf(helm);
      const broken = job('echo "ERROR: column exists"; exit 1');
      await deployPlainly({ helm, namespace, release: NAME }, [broken], ['--timeout', '15s']);
      const alive = watchAlive(namespace, NAME);
      try {
        const began = Date.now();
        const inputs = { release: NAME, namespace };
        const fixed = await deployObjects(helm, [job('echo fixed; sleep 2')], { inputs });
        expect(fixed.outputs).toMatchObject({ outcome: 'deployed' });
        expect(fixed.log).toMatch(
          /^Suspending Job \S+\/plain of the failed revision 1 \(.*\d of 7 attempts failed, .*\): helm has stopped waiting for it, and every attempt failed$/m,
        );
        expect(fixed.endedAt - began).toBeLessThan(60_000);
        expect(alive.most()).toBe(1);
      } finally {
        alive.stop();
      }
    },
  );
});
