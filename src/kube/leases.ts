import type { Leases } from '../guard/hold.js';
import { type Lease, nameLease } from '../guard/lease.js';
import type { ApiClient } from './client.js';

/** The Lease of one release, as the guard asks for it. */
export function openLeases(client: ApiClient, namespace: string, release: string): Leases {
  const all = `/apis/coordination.k8s.io/v1/namespaces/${encodeURIComponent(namespace)}/leases`;
  const path = `${all}/${encodeURIComponent(nameLease(release))}`;
  return {
    read: (signal) => client.get<Lease>({ path }, signal),
    create: (body, signal) => client.send<Lease>({ method: 'POST', path: all, body }, signal),
    update: (body, signal) => client.send<Lease>({ method: 'PUT', path, body }, signal),
    remove: async ({ metadata }, signal) => {
      const { uid, resourceVersion } = metadata ?? {};
      const body = { preconditions: { uid, resourceVersion } };
      await client.send({ method: 'DELETE', path, body }, signal);
    },
    now: () => client.serverTime(),
  };
}
