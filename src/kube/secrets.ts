import type { ReadSecret } from '../secrets/secret-reads.js';
import { readSecretObject } from '../objects/secret-object.js';
import type { Mapping } from '../text/yaml.js';
import type { ApiClient } from './client.js';
import { orMissing } from './missing.js';

/** Reads Secrets of one cluster. */
export function openSecrets(client: ApiClient): ReadSecret {
  return async ({ namespace, name }, signal) => {
    const place = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets`;
    const path = `${place}/${encodeURIComponent(name)}`;
    const secret = await orMissing(client.get<Mapping>({ path }, signal));
    return secret && readSecretObject(secret, namespace);
  };
}
