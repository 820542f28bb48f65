import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SlowRegistry, startSlowRegistry } from '../fakes/slow-registry.js';
import { container, deployObjects, jobHook, type Manifest, podSpec } from './support/hooks.js';
import { HELM_MAJORS, kubectl, makeNamespace, removeNamespace, setting } from './support/lab.js';
import type { StepResult } from './support/step.js';

const IMAGE_MS = 180_000;
const NODE_MS = 120_000;
const SECRET_MS = 40_000;
const LABEL = 'helm-migrate-test/patience';

/** Hooks that are well and slow. They wait for minutes, so all of them wait at the same time. */
const deploys = new Map<string, Promise<StepResult>>();
const timers: NodeJS.Timeout[] = [];
let registry: SlowRegistry;

const namespaceOf = (helm: number) => `e2e-patience-${String(helm)}`;
const later = (ms: number, ...args: readonly string[]) =>
  timers.push(setTimeout(() => void kubectl(...args), ms));

beforeAll(async () => {
  registry = await startSlowRegistry(join(setting('HM_TOOLS'), 'sql-migrate'), IMAGE_MS);
  await kubectl('label', 'nodes', '--all', `${LABEL}-`);
  for (const helm of HELM_MAJORS) {
    const namespace = namespaceOf(helm);
    await makeNamespace(namespace);
    const env = [{ name: 'P', valueFrom: { secretKeyRef: { name: 'late', key: 'p' } } }];
    const program = { image: registry.image, command: ['/sql-migrate', '--version'] };
    const pods: Readonly<Record<string, Manifest>> = {
      image: podSpec([container('', program)]),
      node: podSpec([container('echo done')], { nodeSelector: { [LABEL]: 'yes' } }),
      secret: podSpec([container('echo done', { env })]),
    };
    for (const [release, pod] of Object.entries(pods)) {
      const hook = jobHook({ name: release }, pod);
      const deploy = deployObjects(helm, [hook], { inputs: { release, namespace } });
      deploys.set(`${release} ${String(helm)}`, deploy);
    }
    const secret = ['create', 'secret', 'generic', 'late', '-n', namespace, '--from-literal=p=x'];
    later(SECRET_MS, ...secret);
  }
  later(NODE_MS, 'label', 'nodes', '--all', '--overwrite', `${LABEL}=yes`);
});

afterAll(async () => {
  for (const timer of timers) clearTimeout(timer);
  await Promise.allSettled(deploys.values());
  registry.close();
  await kubectl('label', 'nodes', '--all', `${LABEL}-`);
  for (const helm of HELM_MAJORS) await removeNamespace(namespaceOf(helm));
});

describe.each(HELM_MAJORS)('a healthy hook that is only slow is never ended, Helm %i', (helm) => {
  it.each([
    [
      'secret',
      'its Secret is made 40 s late',
      /CreateContainerConfigError: secret "late" not found/,
    ],
    ['node', 'it finds no node for 2 minutes', /Unschedulable: 0\/\d+ nodes are available/],
    ['image', 'its image takes 3 minutes', /Pulling image "127\.0\.0\.1:\d+\/slow:1"/],
  ])(
    '%s: %s',
    async (release, _what, wait) => {
      const result = await deploys.get(`${release} ${String(helm)}`);
      expect(result?.outputs).toMatchObject({ outcome: 'deployed', 'exit-code': '0' });
      expect(result?.log).toMatch(new RegExp(`^Job ${release} is waiting: ${wait.source}`, 'm'));
      expect(result?.log).not.toContain('Ending helm');
    },
    IMAGE_MS + 120_000,
  );
});
