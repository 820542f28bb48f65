import { dirname, join } from 'node:path';
import { ActionError } from '../../errors.js';
import type { Mapping } from '../../text/yaml.js';
import { readImpersonation } from './impersonation.js';
import {
  type Entry,
  findCluster,
  findContext,
  findCurrent,
  findUser,
  type KubeconfigFile,
  mappingOf,
  mappingsOf,
  textOf,
  textsOf,
} from '../../kubeconfig/entries.js';
import { type PluginEntry, readPluginEntry } from '../../kubeconfig/plugin.js';

/** A certificate or key: PEM in the kubeconfig, or a file. */
export type Pem =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly path: string };

/** The API server, and how it is reached and recognized. */
export interface Server {
  /** Without a slash at its end; always with a scheme. */
  readonly url: string;
  /** Undefined: the authorities that the system trusts. */
  readonly authority: Pem | undefined;
  /** The name that its certificate must be made out to; undefined: the one in `url`. */
  readonly serverName: string | undefined;
  /** True: its certificate is not checked. */
  readonly insecure: boolean;
  /** Wins over the environment's proxy. */
  readonly proxyUrl: string | undefined;
  readonly disableCompression: boolean;
  /** What the cluster's entry holds for credential plugins. */
  readonly pluginConfig: unknown;
}

/** A credential plugin (`users[].user.exec`). */
export interface Plugin extends PluginEntry {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly provideClusterInfo: boolean;
}

/** Who we are to the API server. */
export interface User {
  readonly name: string;
  /** The kubeconfig that the user is in. */
  readonly file: string;
  readonly token: string | undefined;
  readonly tokenFile: string | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly certificate: Pem | undefined;
  readonly key: Pem | undefined;
  readonly plugin: Plugin | undefined;
  readonly provider: { readonly name: string; readonly config: Mapping } | undefined;
  /** Headers that make the API server take us for somebody else. */
  readonly impersonation: Readonly<Record<string, readonly string[]>>;
}

/** All that a kubeconfig says of one context. */
export interface Login {
  readonly server: Server;
  readonly user: User;
}

/** The name that client-go gives the place (`clusterExtensionKey` in `tools/clientcmd`, v0.35.4). */
const PLUGIN_EXTENSION = 'client.authentication.k8s.io/exec';

/** Reads what a context needs to log in, as client-go v0.35.4 reads it. Throws ActionError `bad-input`. */
export function readLogin(files: readonly KubeconfigFile[], context: string | undefined): Login {
  const name = context ?? findCurrent(files) ?? '';
  const entry = findContext(files, name);
  if (entry === undefined) throw missing(`it has no context "${name}"`);
  const cluster = findCluster(files, textOf(entry.fields, 'cluster') ?? '');
  if (cluster === undefined) throw missing(`the context "${name}" names no cluster that is in it`);
  const userName = textOf(entry.fields, 'user') ?? '';
  // A context may name no user, or one that is not there: then nobody logs in.
  const user = findUser(files, userName) ?? { name: userName, file: entry.file, fields: {} };
  return { server: readServer(cluster), user: readUser(user) };
}

function missing(what: string): ActionError {
  return new ActionError(
    'bad-input',
    `Input "kubeconfig": ${what}.`,
    'Add it to the kubeconfig, or choose another context with "kube-context".',
  );
}

function readServer(entry: Entry): Server {
  const { fields } = entry;
  const extension = mappingsOf(fields, 'extensions').find(
    (each) => textOf(each, 'name') === PLUGIN_EXTENSION,
  );
  return {
    url: addScheme(textOf(fields, 'server') ?? 'localhost'),
    authority: readPem(entry, 'certificate-authority'),
    serverName: textOf(fields, 'tls-server-name'),
    insecure: fields['insecure-skip-tls-verify'] === true,
    proxyUrl: textOf(fields, 'proxy-url'),
    disableCompression: fields['disable-compression'] === true,
    pluginConfig: extension?.['extension'],
  };
}

/** `host:port` alone is plain HTTP (`DefaultServerURL` in client-go's `rest/url_utils.go`, v0.35.4). */
function addScheme(server: string): string {
  const url = /^[a-z][a-z\d+.-]*:\/\//i.test(server) ? server : `http://${server}`;
  return url.replace(/[?#].*$/, '').replace(/\/+$/, '');
}

function readUser(entry: Entry): User {
  const { fields } = entry;
  const provider = mappingOf(fields, 'auth-provider');
  return {
    name: entry.name,
    file: entry.file,
    token: textOf(fields, 'token'),
    tokenFile: pathOf(entry, 'tokenFile'),
    username: textOf(fields, 'username'),
    password: textOf(fields, 'password'),
    certificate: readPem(entry, 'client-certificate'),
    key: readPem(entry, 'client-key'),
    plugin: readPlugin(entry),
    provider: provider && {
      name: textOf(provider, 'name') ?? '',
      config: mappingOf(provider, 'config') ?? {},
    },
    impersonation: readImpersonation(fields),
  };
}

/** Data wins over a file. */
function readPem(entry: Entry, key: string): Pem | undefined {
  const data = textOf(entry.fields, `${key}-data`);
  if (data !== undefined)
    return { kind: 'text', text: Buffer.from(data, 'base64').toString('latin1') };
  const path = pathOf(entry, key);
  return path === undefined ? undefined : { kind: 'file', path };
}

/** A command with a slash in it is a path, which starts from the kubeconfig; any other is looked for in $PATH. */
function readPlugin({ fields, file }: Entry): Plugin | undefined {
  const entry = readPluginEntry(fields);
  if (entry === undefined) return undefined;
  const { command } = entry;
  const exec = mappingOf(fields, 'exec') ?? {};
  const isRelative = command.includes('/') && !command.startsWith('/');
  return {
    ...entry,
    command: isRelative ? join(dirname(file), command) : command,
    args: textsOf(exec, 'args'),
    env: readVariables(exec),
    provideClusterInfo: exec['provideClusterInfo'] === true,
  };
}

function readVariables(exec: Mapping): Readonly<Record<string, string>> {
  const pairs = mappingsOf(exec, 'env').map(
    (item) => [textOf(item, 'name') ?? '', textOf(item, 'value') ?? ''] as const,
  );
  return Object.fromEntries(pairs.filter(([name]) => name !== ''));
}

/** A path as seen from the file that it is in. */
function pathOf({ fields, file }: Entry, key: string): string | undefined {
  const path = textOf(fields, key);
  return path === undefined || path.startsWith('/') ? path : join(dirname(file), path);
}
