import { container, type Manifest, podSpec } from '../__tests__/e2e/support/hooks.js';

const READY = 'touch /tmp/ready; exec sleep infinity';
const PROBE = { exec: { command: ['test', '-e', '/tmp/ready'] }, periodSeconds: 1 };

interface WorkloadOptions {
  readonly kind?: string;
  readonly script?: string;
  readonly main?: Manifest;
  readonly pod?: Manifest;
}

/** A workload `api` that becomes ready, unless told otherwise. */
export function workload({ kind = 'Deployment', script = READY, main, pod }: WorkloadOptions = {}) {
  const labels = { app: 'api' };
  const first = container(script, { readinessProbe: PROBE, ...main });
  const spec = podSpec([first], { restartPolicy: 'Always', ...pod });
  const replicas = kind === 'DaemonSet' ? {} : { replicas: 2 };
  const named = kind === 'StatefulSet' ? { serviceName: 'api' } : {};
  return {
    ...{ apiVersion: 'apps/v1', kind, metadata: { name: 'api' } },
    spec: {
      ...replicas,
      ...named,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec },
    },
  };
}

/** A claim that no storage class will bind. */
export function claim(): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'no-such-class',
      resources: { requests: { storage: '1Gi' } },
    },
  };
}
