import {
  type Entry,
  findCluster,
  findContext,
  findCurrent,
  findUser,
  type KubeconfigFile,
  listContexts,
  textOf,
} from '../kubeconfig/entries.js';
import { readPluginEntry } from '../kubeconfig/plugin.js';
import type { NamedPath, NamedPlugin } from './login-files.js';
import { quote, type Problem } from './problems.js';

/** The context that helm will use. */
export interface KubeContext {
  readonly name: string;
  readonly namespace: string | undefined;
  /** The API server's URL, without a login in it. */
  readonly server: string;
  /** Files that its cluster and its user name. */
  readonly paths: readonly NamedPath[];
  /** The credential plugin that its user logs in with; undefined where helm asks none. */
  readonly plugin: NamedPlugin | undefined;
}

/** The context, or what is wrong with the inputs that name it. */
export type ContextReading =
  | { readonly kind: 'context'; readonly context: KubeContext }
  | { readonly kind: 'wrong'; readonly problem: Problem };

/** What to do about a kubeconfig that lacks something. */
export const WHOLE = 'kubectl config view --raw --minify --flatten prints a complete one.';

/** Finds the context in one or more kubeconfigs, as kubectl does; `wanted` is the input `kube-context`. */
export function readContext(
  files: readonly KubeconfigFile[],
  wanted: string | undefined,
): ContextReading {
  const held = listContexts(files);
  const name = wanted ?? findCurrent(files);
  if (held.length === 0) return wrong('a kubeconfig with a context', 'one without contexts', WHOLE);
  const contexts = held.map((each) => `"${each}"`).join(', ');
  const hint = 'Name one in "kube-context".';
  if (name === undefined) {
    const got = `one without it (its contexts: ${contexts})`;
    return wrong('a kubeconfig with a current-context', got, hint);
  }
  const context = findContext(files, name);
  if (context !== undefined) return describeContext(context, files);
  if (wanted === undefined) {
    const expected = 'a kubeconfig that contains its current-context';
    return wrong(expected, `"${name}", which is not one of its contexts: ${contexts}`, hint);
  }
  const expected = `a context of the kubeconfig: ${contexts}`;
  const exact = 'The name must match exactly.';
  return {
    kind: 'wrong',
    problem: { input: 'kube-context', expected, got: quote(name), hint: exact },
  };
}

function describeContext(
  { name, fields }: Entry,
  files: readonly KubeconfigFile[],
): ContextReading {
  const clusterName = textOf(fields, 'cluster') ?? '';
  const cluster = findCluster(files, clusterName);
  const server = cluster && textOf(cluster.fields, 'server');
  if (!cluster || server === undefined) {
    const expected = `a kubeconfig with the cluster and the server of its context "${name}"`;
    return wrong(
      expected,
      `one where cluster ${quote(clusterName)} is missing or has no server`,
      WHOLE,
    );
  }
  const user = findUser(files, textOf(fields, 'user') ?? '');
  const context = {
    name,
    namespace: textOf(fields, 'namespace'),
    server: server.replace(/^(https?:\/\/)[^/@]*@/, '$1'),
    paths: [
      ...listPaths(cluster, 'cluster', ['certificate-authority']),
      ...(user === undefined ? [] : listUserPaths(user)),
    ],
    plugin: user && findPlugin(user),
  };
  return { kind: 'context', context };
}

/** A token wins over the file of one (client-go v0.35.4, `tools/clientcmd/client_config.go`). */
function listUserPaths(user: Entry): readonly NamedPath[] {
  const hasToken = textOf(user.fields, 'token') !== undefined;
  const keys = ['client-certificate', 'client-key', ...(hasToken ? [] : ['tokenFile'])];
  return listPaths(user, 'user', keys);
}

/** Data wins over a file. */
function listPaths(
  { name, file, fields }: Entry,
  kind: string,
  keys: readonly string[],
): readonly NamedPath[] {
  return keys.flatMap((key) => {
    const path = textOf(fields, `${key}-data`) === undefined ? textOf(fields, key) : undefined;
    return path === undefined ? [] : [{ what: `"${key}" of ${kind} ${quote(name)}`, path, file }];
  });
}

/** A user with credentials of another kind is logged in with those (client-go v0.35.4, `plugin/pkg/client/auth/exec`). */
function findPlugin({ name, file, fields }: Entry): NamedPlugin | undefined {
  const others = ['token', 'tokenFile', 'username'].some(
    (key) => textOf(fields, key) !== undefined,
  );
  const plugin = others ? undefined : readPluginEntry(fields);
  return plugin && { ...plugin, user: name, file };
}

function wrong(expected: string, got: string, hint: string): ContextReading {
  return { kind: 'wrong', problem: { input: 'kubeconfig', expected, got, hint } };
}
