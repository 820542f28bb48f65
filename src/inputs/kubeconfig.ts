import { quote, type Problem } from './problems.js';
import { isMapping, readYaml, type Mapping } from '../text/yaml.js';

/** Where the credentials come from; `paths` is a list in the meaning of $KUBECONFIG, absolute. */
export type KubeconfigSource =
  | { readonly kind: 'inline'; readonly yaml: string }
  | { readonly kind: 'files'; readonly paths: readonly string[] }
  | { readonly kind: 'in-cluster' };

/** One kubeconfig's text, with what a message calls it: its path, or `the input`. */
export interface KubeconfigText {
  readonly name: string;
  readonly yaml: string;
}

/** The context that helm will use. */
export interface KubeContext {
  readonly name: string;
  readonly namespace: string | undefined;
  /** The API server's URL, without a login in it. */
  readonly server: string;
  /** Paths in the context's cluster and user that are not absolute: they count from the file's folder. */
  readonly relativePaths: readonly string[];
}

/** The context, or what is wrong with the inputs that name it. */
export type ContextReading =
  | { readonly kind: 'context'; readonly context: KubeContext }
  | { readonly kind: 'wrong'; readonly problem: Problem };

const WHOLE = 'A whole one is what "kubectl config view --raw --minify --flatten" prints.';

/**
 * Finds the context in one or more kubeconfigs, merged as kubectl does: of two entries with one name,
 * and of two current contexts, the first wins
 * (https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/, v1.35).
 */
export function findContext(
  texts: readonly KubeconfigText[],
  wanted: string | undefined,
): ContextReading {
  const readings = texts.map(({ name, yaml }) => ({ name, reading: readYaml(yaml) }));
  for (const { name, reading } of readings) {
    if (reading.kind === 'wrong') return wrong('YAML', `${reading.got} (${name})`, WHOLE);
  }
  const configs = readings.flatMap(({ reading }) =>
    reading.kind === 'mapping' ? [reading.mapping] : [],
  );
  return chooseContext(configs, wanted);
}

const USER_SECRETS = ['token', 'password', 'client-key-data', 'client-certificate-data'];
const PROVIDER_SECRETS = ['access-token', 'id-token', 'refresh-token', 'client-secret'];

/** The secrets in a kubeconfig, each on its own and by its key, so that they can be masked; [] where it is not YAML. */
export function secretsIn(yaml: string): readonly (readonly [key: string, secret: string])[] {
  const reading = readYaml(yaml);
  if (reading.kind !== 'mapping') return [];
  const users = [...mergeEntries([reading.mapping], 'users', 'user').values()];
  const clusters = [...mergeEntries([reading.mapping], 'clusters', 'cluster').values()];
  return [
    ...clusters.flatMap((cluster) => [
      ...pick(cluster, ['certificate-authority-data']),
      ...pick(cluster, ['proxy-url', 'server']).filter(([, url]) => url.includes('@')),
    ]),
    ...users.flatMap((user) => [
      ...pick(user, USER_SECRETS),
      ...pick(mappingOf(mappingOf(user, 'auth-provider'), 'config'), PROVIDER_SECRETS),
      ...execSecrets(user),
    ]),
  ];
}

function pick(mapping: Mapping, keys: readonly string[]) {
  return keys.flatMap((key) => {
    const text = textOf(mapping, key);
    return text === undefined ? [] : [[key, text] as const];
  });
}

function chooseContext(configs: readonly Mapping[], wanted: string | undefined): ContextReading {
  const contexts = mergeEntries(configs, 'contexts', 'context');
  const held = [...contexts.keys()].map((name) => `"${name}"`).join(', ');
  if (contexts.size === 0) return wrong('a kubeconfig with a context', 'one that has none', WHOLE);
  const current = configs.map((config) => textOf(config, 'current-context'));
  const name = wanted ?? current.find((found) => found !== undefined);
  if (name === undefined) {
    const hint = 'Name one in "kube-context".';
    return wrong('a kubeconfig with a current-context', `one without, that has ${held}`, hint);
  }
  const context = contexts.get(name);
  if (context !== undefined) return describeContext(name, context, configs);
  if (wanted === undefined) {
    const expected = 'a kubeconfig whose current-context is in it';
    return wrong(expected, `"${name}", and it has ${held}`, 'Name one in "kube-context".');
  }
  const expected = `a context of the kubeconfig: ${held}`;
  const hint = 'The name must be the same, letter by letter.';
  return { kind: 'wrong', problem: { input: 'kube-context', expected, got: quote(name), hint } };
}

function describeContext(
  name: string,
  context: Mapping,
  configs: readonly Mapping[],
): ContextReading {
  const clusterName = textOf(context, 'cluster') ?? '';
  const cluster = mergeEntries(configs, 'clusters', 'cluster').get(clusterName);
  const server = cluster && textOf(cluster, 'server');
  if (!cluster || server === undefined) {
    const expected = `a kubeconfig with the cluster of its context "${name}" and its server`;
    return wrong(expected, `one without ${quote(clusterName)}`, WHOLE);
  }
  const user = mergeEntries(configs, 'users', 'user').get(textOf(context, 'user') ?? '') ?? {};
  const files = [
    textOf(cluster, 'certificate-authority-data') === undefined
      ? textOf(cluster, 'certificate-authority')
      : undefined,
    textOf(user, 'client-certificate-data') === undefined
      ? textOf(user, 'client-certificate')
      : undefined,
    textOf(user, 'client-key-data') === undefined ? textOf(user, 'client-key') : undefined,
    textOf(user, 'tokenFile'),
  ];
  const relativePaths = files
    .filter((path) => path !== undefined)
    .filter((path) => !path.startsWith('/'));
  return {
    kind: 'context',
    context: {
      name,
      namespace: textOf(context, 'namespace'),
      server: server.replace(/^(https?:\/\/)[^/@]*@/, '$1'),
      relativePaths,
    },
  };
}

/** The named entries of one list, over all files; the first of a name wins. */
function mergeEntries(
  configs: readonly Mapping[],
  key: string,
  inner: string,
): ReadonlyMap<string, Mapping> {
  const entries = configs.flatMap((config) => listOf(config, key)).filter(isMapping);
  const merged = new Map<string, Mapping>();
  for (const entry of entries) {
    const name = textOf(entry, 'name');
    if (name !== undefined && !merged.has(name)) merged.set(name, mappingOf(entry, inner));
  }
  return merged;
}

function execSecrets(user: Mapping): readonly (readonly [key: string, secret: string])[] {
  const variables = listOf(mappingOf(user, 'exec'), 'env').filter(isMapping);
  return variables.flatMap((variable) => {
    const [name = '', value] = [textOf(variable, 'name'), textOf(variable, 'value')];
    return value !== undefined && /token|secret|password|key/i.test(name) ? [[name, value]] : [];
  });
}

function listOf(mapping: Mapping, key: string): readonly unknown[] {
  const value = mapping[key];
  return Array.isArray(value) ? value : [];
}

function mappingOf(mapping: Mapping, key: string): Mapping {
  const value = mapping[key];
  return isMapping(value) ? value : {};
}

function textOf(mapping: Mapping, key: string): string | undefined {
  const value = mapping[key];
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function wrong(expected: string, got: string, hint: string): ContextReading {
  return { kind: 'wrong', problem: { input: 'kubeconfig', expected, got, hint } };
}
