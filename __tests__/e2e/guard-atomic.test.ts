import { expect, it } from '@jest/globals';
import { configMap, migration, openLabs } from './support/guard-lab.js';
import { container, jobHook, podSpec } from './support/hooks.js';
import { getObject, readHistory } from './support/lab.js';

const withBoth = openLabs('e2e-atomic');

const readValue = async (namespace: string, release: string) => {
  const object = await getObject<{ readonly data: { readonly value: string } }>(
    namespace,
    'configmap',
    release,
  );
  return object.data.value;
};

it(
  'rolls back where a hook fails after the upgrade, and follows the hooks of the rollback',
  withBoth(async ({ namespace, deploy }) => {
    const release = 'back';
    const undo = migration(release, 'echo undoing', 'pre-rollback');
    await deploy(release, [configMap(release, 'one'), undo]);
    const check = jobHook(
      { name: 'back-check', events: 'post-upgrade' },
      podSpec([container('exit 4')]),
    );
    const result = await deploy(release, [configMap(release, 'two'), undo, check], {
      atomic: 'true',
    });
    expect(result.exitCode).toBe(1);
    expect(result.outputs).toMatchObject({
      outcome: 'hook-failed',
      workloads: 'rolled-back',
      'exit-code': '4',
      'deployed-revision': '3',
    });
    expect(result.outputs['reason']).toMatch(/ \(rolled back to revision 1\)$/);
    expect(result.log).toMatch(/^Rolling back to revision 1$/m);
    expect(result.log).toMatch(/^back-migration-\w+\/main \| undoing$/m);
    expect(await readValue(namespace, release)).toBe('one');
    expect(await readHistory(namespace, release)).toEqual(['superseded', 'failed', 'deployed']);
  }),
);

it(
  'rolls back where a Deployment does not get ready',
  withBoth(async ({ namespace, deploy }) => {
    const release = 'never';
    const labels = { app: release };
    const readinessProbe = { exec: { command: ['false'] } };
    const never = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: release },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: podSpec([container('sleep infinity', { readinessProbe })], {
            restartPolicy: 'Always',
          }),
        },
      },
    };
    const hook = migration(release, 'echo migrated');
    await deploy(release, [configMap(release, 'one'), hook]);
    const inputs = { atomic: 'true', timeout: '12s' };
    const result = await deploy(release, [configMap(release, 'two'), hook, never], inputs);
    expect(result.outputs).toMatchObject({ outcome: 'deploy-failed', workloads: 'rolled-back' });
    expect(await readValue(namespace, release)).toBe('one');
    expect(await readHistory(namespace, release)).toEqual(['superseded', 'failed', 'deployed']);
  }),
);

it(
  'does not roll back after a cancel: the command is printed',
  withBoth(async ({ namespace, deploy }) => {
    const release = 'stopped';
    await deploy(release, [configMap(release, 'one')]);
    const objects = [configMap(release, 'two'), migration(release, 'echo begun; sleep 8')];
    const result = await deploy(
      release,
      objects,
      { atomic: 'true' },
      {
        onLine: (text, step) => {
          if (text.endsWith('| begun')) step.kill('SIGINT');
        },
      },
    );
    expect(result.outputs).toMatchObject({ outcome: 'cancelled', workloads: 'unchanged' });
    expect(result.log).toMatch(
      new RegExp(
        `It was not rolled back to revision 1\\. When nothing of it runs any more: helm rollback --namespace=${namespace} --wait --timeout=30m stopped 1`,
      ),
    );
    expect(await readHistory(namespace, release)).toEqual(['deployed', 'failed']);
  }),
);
