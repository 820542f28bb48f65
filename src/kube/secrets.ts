import type { ReadSecret } from '../secrets/secret-reads.js';
import { readSecretObject } from '../objects/secret-object.js';
import type { Mapping } from '../text/yaml.js';
import { asActionError } from '../errors.js';
import type { ApiClient } from './client.js';

/** Reads Secrets of one cluster. */
export function openSecrets(client: ApiClient): ReadSecret {
  return async ({ namespace, name }, signal) => {
    const place = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets`;
    const path = `${place}/${encodeURIComponent(name)}`;
    try {
      return readSecretObject(await client.get<Mapping>({ path }, signal), namespace);
    } catch (thrown) {
      const error = asActionError(thrown);
      if (error.code === 'not-found') return undefined;
      throw error;
    }
  };
}
