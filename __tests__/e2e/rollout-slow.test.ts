import { describe, expect, it } from '@jest/globals';
import { container, deployObjects, type Manifest, podSpec } from './support/hooks.js';
import { HELM_MAJORS, makeNamespace, removeNamespace } from './support/lab.js';

/** A Deployment whose Pods are ready so many seconds after their start; 0 is without a probe. */
function deployment(seconds: number, version: string, spec: Manifest): Manifest {
  const labels = { app: 'api' };
  const script = `sleep ${String(seconds)}; touch /tmp/ready; exec sleep infinity`;
  const probe = { periodSeconds: 5, exec: { command: ['test', '-e', '/tmp/ready'] } };
  const main = container(script, {
    ...(seconds > 0 && { readinessProbe: probe }),
    env: [{ name: 'VERSION', value: version }],
    resources: { requests: { cpu: '1m', memory: '4Mi' } },
  });
  const pod = podSpec([main], { restartPolicy: 'Always', automountServiceAccountToken: false });
  return {
    ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'api' } },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: pod },
      ...spec,
    },
  };
}

/** Without probes: twenty of them would be the machine's whole work. */
const ONE_BY_ONE = {
  replicas: 20,
  minReadySeconds: 2,
  strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
};
const ADDED_LINES = 40;
const TIMEOUT_MS = 900_000;

describe.each(HELM_MAJORS)('a rollout that is healthy and slow, Helm %i', (helm) => {
  const deploy = (namespace: string, objects: readonly Manifest[]) =>
    deployObjects(helm, objects, {
      inputs: { namespace, wait: 'true', timeout: '14m', 'fail-fast': '5s' },
    });
  /** What is told of the workload. */
  const told = (log: string) => log.split('\n').filter((line) => /^Deployment api\b/.test(line));

  it.concurrent(
    'readiness after 90 s is waited for',
    async () => {
      const namespace = `e2e-slow-ready-${String(helm)}`;
      await makeNamespace(namespace);
      try {
        const { log, lines, outputs } = await deploy(namespace, [deployment(90, '1', {})]);
        expect(outputs['outcome']).toBe('deployed');
        expect(log).not.toContain('Ending helm');
        expect(told(log).at(-1)).toBe('Deployment api: 1 of 1 ready');
        expect(lines.length).toBeLessThan(ADDED_LINES);
      } finally {
        await removeNamespace(namespace);
      }
    },
    TIMEOUT_MS,
  );

  it.concurrent(
    'twenty Pods are replaced one by one',
    async () => {
      const namespace = `e2e-slow-twenty-${String(helm)}`;
      await makeNamespace(namespace);
      try {
        await deploy(namespace, [deployment(0, '1', ONE_BY_ONE)]);
        const { log, outputs } = await deploy(namespace, [deployment(0, '2', ONE_BY_ONE)]);
        expect(outputs['outcome']).toBe('deployed');
        expect(log).not.toContain('Ending helm');
        expect(told(log).length).toBeGreaterThan(0);
        expect(told(log).length).toBeLessThan(ADDED_LINES);
        expect(JSON.parse(outputs['rollout'] ?? '')).toMatchObject([{ ready: 20, wanted: 20 }]);
      } finally {
        await removeNamespace(namespace);
      }
    },
    TIMEOUT_MS,
  );
});
