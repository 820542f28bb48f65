import {
  type KubeconfigFile,
  listClusters,
  listUsers,
  mappingOf,
  mappingsOf,
  textOf,
} from '../kubeconfig/entries.js';
import { decodeText, type SecretValue } from '../objects/secret-object.js';
import { listOf, type Mapping } from '../text/yaml.js';
import { isSecret, listSecretArguments } from './variables.js';

const USER_SECRETS = ['token', 'password', 'client-key-data', 'client-certificate-data'];
const PROVIDER_SECRETS = ['access-token', 'id-token', 'refresh-token', 'client-secret'];

/**
 * The secrets of kubeconfigs one by one: masked as a whole, a token within it would still show. Keys are
 * in it as base64, and are hidden as what that says, too; a certificate says nothing secret.
 */
export function listKubeconfigSecrets(files: readonly KubeconfigFile[]): readonly SecretValue[] {
  return files.flatMap(listSecrets).flatMap(([key, secret]) => {
    const origin = `"${key}" of the kubeconfig`;
    const decoded = key === 'client-key-data' ? decodeText(secret) : undefined;
    return [secret, ...(decoded ? [decoded] : [])].map((value) => ({ origin, name: key, value }));
  });
}

type Secrets = readonly (readonly [key: string, secret: string])[];

function listSecrets(file: KubeconfigFile): Secrets {
  return [
    ...listClusters(file).flatMap((cluster) => [
      ...pick(cluster, ['certificate-authority-data']),
      ...pick(cluster, ['proxy-url', 'server']).filter(([, url]) => url.includes('@')),
    ]),
    ...listUsers(file).flatMap((user) => [
      ...pick(user, USER_SECRETS),
      ...pick(mappingOf(mappingOf(user, 'auth-provider') ?? {}, 'config') ?? {}, PROVIDER_SECRETS),
      ...listExecSecrets(mappingOf(user, 'exec') ?? {}),
    ]),
  ];
}

function pick(mapping: Mapping, keys: readonly string[]): Secrets {
  return keys.flatMap((key) => {
    const text = textOf(mapping, key);
    return text === undefined ? [] : [[key, text] as const];
  });
}

function listExecSecrets(exec: Mapping): Secrets {
  const args = listOf(exec['args']).filter((arg) => typeof arg === 'string');
  const given = listSecretArguments(args).map(({ name, value }) => [name, value] as const);
  return [...given, ...listVariables(exec)];
}

function listVariables(exec: Mapping): Secrets {
  return mappingsOf(exec, 'env').flatMap((variable) => {
    const [name = '', value] = [textOf(variable, 'name'), textOf(variable, 'value')];
    return value !== undefined && isSecret(name, value) ? [[name, value]] : [];
  });
}
