import { Agent, get } from 'node:https';
import { text } from 'node:stream/consumers';
import { load } from 'js-yaml';
import { adminKubeconfig } from './lab.js';

/** The parts of the admin's kubeconfig that a request needs. */
interface Access {
  readonly server: string;
  readonly agent: Agent;
}

interface AdminKubeconfig {
  readonly clusters: readonly [{ readonly cluster: Readonly<Record<string, string>> }];
  readonly users: readonly [{ readonly user: Readonly<Record<string, string>> }];
}

let access: Access | undefined;

/**
 * Asks the API server as the admin, on a connection that is kept: what looks again and again must not cost a kubectl
 * each time. Undefined where the object is not there; throws for any other answer but 200.
 */
export async function readApi<T>(path: string): Promise<T | undefined> {
  access ??= readAccess();
  const { server, agent } = access;
  const { status, body } = await new Promise<{ status: number | undefined; body: string }>(
    (resolve, reject) => {
      const asking = get(`${server}${path}`, { agent }, (answer) => {
        text(answer).then((body) => resolve({ status: answer.statusCode, body }), reject);
      });
      asking.on('error', reject);
    },
  );
  if (status === 404) return undefined;
  if (status !== 200) throw new Error(`${path}: ${String(status)} ${body}`);
  return JSON.parse(body) as T;
}

/** The Pods of a namespace that a selector of labels finds. */
export async function listPods<T>(namespace: string, labels = ''): Promise<readonly T[]> {
  const query = labels === '' ? '' : `?labelSelector=${encodeURIComponent(labels)}`;
  const list = await readApi<{ readonly items: readonly T[] }>(
    `/api/v1/namespaces/${namespace}/pods${query}`,
  );
  return list?.items ?? [];
}

/** A Job; undefined where it is not there. */
export function readJob<T>(namespace: string, name: string): Promise<T | undefined> {
  return readApi<T>(`/apis/batch/v1/namespaces/${namespace}/jobs/${name}`);
}

function readAccess(): Access {
  const { clusters, users } = load(adminKubeconfig()) as AdminKubeconfig;
  const [{ cluster }] = clusters;
  const [{ user }] = users;
  const read = (data: string | undefined) => Buffer.from(data ?? '', 'base64');
  const agent = new Agent({
    keepAlive: true,
    ca: read(cluster['certificate-authority-data']),
    cert: read(user['client-certificate-data']),
    key: read(user['client-key-data']),
  });
  return { server: cluster['server'] ?? '', agent };
}
