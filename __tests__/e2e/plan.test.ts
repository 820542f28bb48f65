import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { container, deployObjects, jobHook, type Manifest, podSpec } from './support/hooks.js';
import {
  HELM_MAJORS,
  type HelmMajor,
  makeNamespace,
  makeTempFolder,
  photograph,
  removeNamespace,
} from './support/lab.js';
import type { StepResult } from './support/step.js';

const namespaceOf = (helm: HelmMajor) => `e2e-plan-${String(helm)}`;
const OLD_PASSWORD = 'plan-old-Kx81nvQw';
const NEW_PASSWORD = 'plan-new-Zt55mbLe';
const OTHER_PASSWORD = 'plan-env-Rr27ycPa';

const workload = (image: string, more: Manifest = {}): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'api' },
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: 'api' } },
    template: {
      metadata: { labels: { app: 'api' } },
      spec: { containers: [{ name: 'main', image, ...more }] },
    },
  },
});
const secret = (password: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'login' },
  stringData: { password, user: 'shop-user-name' },
});
const hook = (name: string) => jobHook({ name, weight: 3 }, podSpec([container('echo done')]));
const DEPLOYED = [workload('app:1'), secret(OLD_PASSWORD)];

interface Asked {
  readonly helm: HelmMajor;
  readonly release: string;
  readonly objects: readonly Manifest[];
  readonly inputs?: Readonly<Record<string, string>>;
}

const run = ({ helm, release, objects, inputs }: Asked): Promise<StepResult> =>
  deployObjects(helm, objects, {
    inputs: { release, namespace: namespaceOf(helm), wait: 'false', ...inputs },
    secrets: [OLD_PASSWORD, NEW_PASSWORD, OTHER_PASSWORD],
  });
const plan = (asked: Asked) => run({ ...asked, inputs: { command: 'plan', ...asked.inputs } });
const changesOf = ({ outputs }: StepResult) =>
  (JSON.parse(outputs['changes'] ?? '') as { change: string; kind: string; name: string }[]).map(
    ({ change, kind, name }) => `${change} ${kind} ${name}`,
  );

beforeAll(async () => {
  await Promise.all(
    HELM_MAJORS.map(async (helm) => {
      await makeNamespace(namespaceOf(helm));
      expect(await run({ helm, release: 'shop', objects: DEPLOYED })).toExitWith(0);
    }),
  );
});
afterAll(async () => {
  for (const helm of HELM_MAJORS) await removeNamespace(namespaceOf(helm));
});

describe.each(HELM_MAJORS)('a plan, Helm %i', (helm) => {
  it(`says what would change, and changes nothing, ${helm}`, async () => {
    const before = await photograph(namespaceOf(helm));
    const of = (objects: readonly Manifest[]) => plan({ helm, release: 'shop', objects });
    const [same, image, other, hooked, broken, first] = await Promise.all([
      plan({ helm, release: 'shop', objects: DEPLOYED, inputs: { 'secrets-backend': 'sops' } }),
      of([workload('app:2'), secret(OLD_PASSWORD)]),
      of([
        workload('app:1', { env: [{ name: 'DB_PASSWORD', value: OTHER_PASSWORD }] }),
        secret(NEW_PASSWORD),
      ]),
      of([workload('app:1'), hook('migrate')]),
      of([...DEPLOYED, { apiVersion: 'example.com/v1', kind: 'Unknown', metadata: { name: 'x' } }]),
      plan({
        helm,
        release: 'new',
        objects: [{ ...secret(NEW_PASSWORD), metadata: { name: 'new' } }, hook('new-migrate')],
      }),
    ]);
    expect(await photograph(namespaceOf(helm))).toBe(before);

    expect(same).toExitWith(0);
    expect(same.outputs).toMatchObject({
      ...{ outcome: 'planned', cause: '', changes: '[]', workloads: 'unchanged' },
      reason: 'Release shop: no object would be changed; 0 hooks would run.',
      ...{ revision: '', 'deployed-revision': '1' },
    });

    expect(changesOf(image)).toEqual(['changed Deployment api']);
    expect(image.summary).toMatch(/^-.*image: app:1$/m);
    expect(image.summary).toMatch(/^\+.*image: app:2$/m);
    expect(image.summary).toMatch(/\| Image of `Deployment api`, `main` \| `app:1` \| `app:2` \|/);

    expect(changesOf(other)).toEqual(['changed Secret login', 'changed Deployment api']);
    expect(other.summary).toMatch(/^\+ +password: \(hidden, another value\)$/m);
    expect(other.summary).toMatch(/^\+ +- name: DB_PASSWORD\n\+ +value: \(hidden\)$/m);
    for (const { log, summary, outputs } of [other, image, first])
      for (const text of [OLD_PASSWORD, NEW_PASSWORD, OTHER_PASSWORD, 'shop-user-name'])
        expect(
          `${log.replaceAll(/^::add-mask::.*$/gm, '')}${summary}${JSON.stringify(outputs)}`,
        ).not.toContain(text);

    expect(hooked.outputs['reason']).toBe(
      'Release shop: 0 objects would be added, 0 changed, 1 removed; 1 hook would run.',
    );
    expect(hooked.summary).toMatch(/\| Job `migrate` \| `pre-upgrade` \| 3 \|/);

    expect(broken).toExitWith(1);
    expect(broken.outputs).toMatchObject({ outcome: 'deploy-failed', cause: 'object-refused' });
    expect(broken.outputs['reason']).toMatch(
      /^Release "shop" cannot be deployed: .*no matches for kind/,
    );
    expect(broken.outputs['advice']).toMatch(
      /This was a plan: nothing was changed in the cluster\.$/,
    );

    expect(changesOf(first)).toEqual(['added Secret new']);
    expect(first.summary).toMatch(/\| Job `new-migrate` \| `pre-install` \| 3 \|/);
  });

  it(`says which template is broken, ${helm}`, async () => {
    const chart = makeTempFolder();
    writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: broken\nversion: 1.0.0\n');
    mkdirSync(join(chart, 'templates'));
    const template = '{{ required "Set the value image." .Values.image }}\n';
    writeFileSync(join(chart, 'templates/app.yaml'), template);
    const before = await photograph(namespaceOf(helm));
    const result = await plan({ helm, release: 'shop', objects: [], inputs: { chart } });
    expect(result).toExitWith(1);
    expect(result.outputs).toMatchObject({
      ...{ outcome: 'deploy-failed', cause: 'chart', workloads: 'unchanged', changes: '[]' },
    });
    expect(result.outputs['reason']).toMatch(/app\.yaml.*Set the value image\./);
    expect(await photograph(namespaceOf(helm))).toBe(before);
  });
});
