import type { SuspendCluster } from '../follow/suspend.js';
import type { Job } from '../hooks/job.js';
import type { Pod } from '../hooks/targets.js';
import type { ApiClient } from './client.js';
import { orMissing } from './missing.js';
import { jobsPath, podsPath } from './paths.js';
import type { ListAnswer } from './watch-stream.js';

/** Jobs and their Pods, looked at once, and Jobs suspended. */
export function openJobs(client: ApiClient): SuspendCluster {
  return {
    now: () => client.serverTime(),
    findJob: (namespace, name, signal) =>
      orMissing(client.get<Job>({ path: jobPath(namespace, name) }, signal)),
    // The label is older than its batch.kubernetes.io/ twin, and still set (Kubernetes v1.35).
    listPodsOfJobs: async (namespace, jobs, signal) => {
      const query = { labelSelector: `job-name in (${jobs.join(',')})` };
      const list = await client.get<ListAnswer<Pod>>({ path: podsPath(namespace), query }, signal);
      return list.items ?? [];
    },
    suspendJob: ({ namespace, name, resourceVersion }, signal) =>
      client.send<Job>(
        {
          method: 'PATCH',
          path: jobPath(namespace, name),
          contentType: 'application/merge-patch+json',
          body: { metadata: { resourceVersion }, spec: { suspend: true } },
        },
        signal,
      ),
  };
}

function jobPath(namespace: string, name: string): string {
  return `${jobsPath(namespace)}/${encodeURIComponent(name)}`;
}
