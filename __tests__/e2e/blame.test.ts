import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { appendFileSync, cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FakeRegistry, startFakeRegistry } from '../fakes/fake-registry.js';
import { makeBackend } from './support/backend.js';
import { ANY_CHART, container, deployObjects, jobHook, podSpec } from './support/hooks.js';
import { HELM_MAJORS, makeNamespace, makeTempFolder, removeNamespace } from './support/lab.js';
import { readAdvice } from './support/leftovers.js';
import { runStep } from './support/step.js';

describe.each(HELM_MAJORS)('the right party is blamed, Helm %i', (helm) => {
  const namespace = `e2e-blame-${String(helm)}`;
  let registry: FakeRegistry;
  beforeAll(async () => {
    await makeNamespace(namespace);
    registry = await startFakeRegistry();
  });
  afterAll(async () => {
    registry.close();
    await removeNamespace(namespace);
  });

  const job = (pod: object) =>
    jobHook({ name: 'hook' }, podSpec([container('echo migrated')], { ...pod }));

  it.concurrent('for a hook that the API server does not take', async () => {
    const result = await deployObjects(helm, [job({ restartPolicy: 'Always' })], {
      inputs: { namespace, release: 'refused' },
    });
    expect(result.outputs).toMatchObject({
      ...{ outcome: 'hook-failed', cause: 'object-refused', hook: 'hook', 'exit-code': '' },
      reason: expect.stringMatching(
        /^Job \S+\/hook was not created: .*spec\.template\.spec\.restartPolicy: (?:Required|Unsupported) value/,
      ),
    });
    expect(result.outputs['advice']).toBe(readAdvice(result));
    expect(readAdvice(result)).toMatch(/^A Job needs restartPolicy: Never or OnFailure/);
  });

  it.concurrent('for a change that the API server does not allow', async () => {
    const inputs = { namespace, release: 'changed' };
    const plain = (script: string) => ({
      ...{ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'plain' } },
      spec: { backoffLimit: 0, template: { spec: podSpec([container(script)]) } },
    });
    await deployObjects(helm, [plain('echo one')], { inputs });
    const result = await deployObjects(helm, [plain('echo two')], { inputs });
    expect(result.outputs).toMatchObject({ outcome: 'deploy-failed', cause: 'object-refused' });
    expect(result.outputs['reason']).toMatch(/field is immutable/);
    expect(readAdvice(result)).toMatch(/^This field cannot be changed/);
  });

  it.concurrent.each([
    [
      'that wants a login',
      'private',
      /denies access\. Set "registry-username" and "registry-password" to a login/,
    ],
    [
      'that refuses',
      'denied',
      /denies access\. Set "registry-username" and "registry-password" to a login/,
    ],
    ['that has no such chart', 'missing', /does not exist there/],
    ['that is down', 'down', /reports an error of its own/],
  ])('for a registry %s', async (_which, name, advice) => {
    const result = await deployObjects(helm, [], {
      inputs: {
        ...{ namespace, release: name, version: '1.0.0', 'helm-args': '--plain-http' },
        chart: `oci://${registry.address}/${name}/chart`,
      },
    });
    expect(result.outputs).toMatchObject({ outcome: 'deploy-failed', cause: 'repository' });
    expect(readAdvice(result)).toMatch(advice);
  });

  it.concurrent('for a repository that does not answer', async () => {
    const result = await deployObjects(helm, [], {
      inputs: { namespace, release: 'nowhere', chart: 'x', repo: 'http://127.0.0.1:1' },
    });
    expect(result.outputs).toMatchObject({ outcome: 'deploy-failed', cause: 'repository' });
    expect(readAdvice(result)).toMatch(/^The runner cannot reach the chart repository/);
  });

  it.concurrent('for workloads that wait for a post-install hook', async () => {
    const labels = { app: 'deadlock' };
    const web = {
      ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            terminationGracePeriodSeconds: 0,
            initContainers: [container('while :; do sleep 1; done', { name: 'wait' })],
            containers: [container('exec sleep infinity')],
          },
        },
      },
    };
    const migrate = jobHook(
      { name: 'late', events: 'post-install,post-upgrade' },
      podSpec([container('echo migrated')]),
    );
    const result = await deployObjects(helm, [web, migrate], {
      inputs: { namespace, release: 'deadlock', wait: 'true', timeout: '10s' },
    });
    expect(result.outputs).toMatchObject({ outcome: 'rollout-failed', cause: 'not-ready' });
    expect(readAdvice(result)).toMatch(
      /helm runs post-install hooks only after everything is ready, so Job \S+\/late did not run\. .* make it a hook of pre-install,pre-upgrade\. No Pod of Deployment \S+\/web is ready: nothing serves\.$/,
    );
  });

  it.concurrent('for a release that is too large for its record', async () => {
    const chart = join(makeTempFolder(), 'large');
    cpSync(ANY_CHART, chart, { recursive: true });
    const noise = Uint8Array.from({ length: 1_000_000 }, () => Math.random() * 256);
    writeFileSync(join(chart, 'noise.bin'), noise);
    const result = await deployObjects(helm, [], {
      inputs: { namespace, release: 'large', chart },
    });
    expect(result.outputs).toMatchObject({ outcome: 'deploy-failed', cause: 'record' });
    expect(readAdvice(result)).toMatch(/^The release is too large: .*\.helmignore/);
  });

  it('for an encrypted file that was edited by hand, with the right key', async () => {
    const backend = await makeBackend(namespace);
    const [file = ''] = backend.values.split('\n').filter((it) => it.endsWith('secrets.yaml'));
    appendFileSync(file, 'added: by-hand-Pl4in\n');
    const result = await runStep({
      helm,
      inputs: { release: 'edited', chart: backend.chart, namespace, values: backend.values },
      env: { SOPS_AGE_KEY_FILE: backend.ageKeyFile },
    });
    expect(result.outputs).toMatchObject({
      ...{ outcome: 'deploy-failed', cause: 'decryption' },
      reason: expect.stringMatching(
        /sops cannot decrypt ".*secrets\.yaml": it was changed after it was encrypted, and not with sops\.$/,
      ),
    });
    expect(readAdvice(result)).toMatch(/"sops edit"/);
  });
});
