import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest, type RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import { KubeConfig } from '@kubernetes/client-node';
import { ActionError } from '../errors.js';
import { errorFromCause, errorFromStatus, errorFromText } from './errors.js';

/** One GET: a path below the server, with its query. `accept` defaults to JSON. */
export interface ApiRequest {
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly accept?: string;
}

/** Reads from one cluster, logged in as the kubeconfig says. */
export interface ApiClient {
  /** The API server's URL, as the kubeconfig gives it. */
  readonly server: string;
  /** Sends a GET and returns its body as a stream. Throws ActionError for all but 2xx. */
  open(request: ApiRequest, signal: AbortSignal): Promise<IncomingMessage>;
  /** Sends a GET and returns its JSON. Throws ActionError. */
  get<T>(request: ApiRequest, signal: AbortSignal): Promise<T>;
}

/** Where the kubeconfig is: files as in `$KUBECONFIG`, or a Pod's own service account. */
export type ClientSource =
  { readonly kind: 'files'; readonly paths: readonly string[] } | { readonly kind: 'in-cluster' };

/**
 * Makes a client; sends nothing yet. Streams go through `node:https` and not through client-node's
 * `Log` and `Watch`: in 2.0.1 those end the process on a reset, or the stream after 30 idle seconds.
 */
export function createClient(source: ClientSource, context: string | undefined): ApiClient {
  const config = loadConfig(source, context);
  const cluster = config.getCurrentCluster();
  if (cluster === null) {
    const name = config.getCurrentContext();
    throw new ActionError(
      'bad-input',
      `Input "kubeconfig": the context "${name}" names no cluster that is in it.`,
      'Add the cluster to the kubeconfig, or choose another context with "kube-context".',
    );
  }
  const server = cluster.server.replace(/\/+$/, '');
  const direct = cluster.proxyUrl === undefined && server.startsWith('https:');
  const agent = direct ? new Agent({ keepAlive: true }) : undefined;

  const open: ApiClient['open'] = async (request, signal) => {
    try {
      const options = await authenticate(config, agent);
      const response = await send(server, request, { ...options, signal });
      const status = response.statusCode ?? 0;
      if (status >= 200 && status < 300) return response;
      throw errorFromStatus(status, await text(response), server);
    } catch (error) {
      throw errorFromCause(error, server);
    }
  };
  return {
    server,
    open,
    get: async <T>(request: ApiRequest, signal: AbortSignal) =>
      parse<T>(await open(request, signal), server),
  };
}

/** Several files are merged as kubectl merges them: the first that names a thing wins. */
function loadConfig(source: ClientSource, context: string | undefined): KubeConfig {
  const config = new KubeConfig();
  if (source.kind === 'in-cluster') {
    config.loadFromCluster();
    return config;
  }
  const files = source.paths.map(loadFile);
  config.loadFromOptions({
    clusters: firstOfEachName(files.flatMap((file) => file.clusters)),
    contexts: firstOfEachName(files.flatMap((file) => file.contexts)),
    users: firstOfEachName(files.flatMap((file) => file.users)),
    currentContext: context ?? files.map((file) => file.currentContext).find((name) => name) ?? '',
  });
  return config;
}

function loadFile(path: string): KubeConfig {
  const file = new KubeConfig();
  try {
    file.loadFromFile(path);
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new ActionError(
      'bad-input',
      `Input "kubeconfig": expected what "kubectl config view --raw" prints, got a file in which ${text}.`,
      'The deploy goes on with helm, which may be less strict, without the logs of its hooks.',
      { cause },
    );
  }
  return file;
}

function firstOfEachName<T extends { readonly name: string }>(items: readonly T[]): T[] {
  const byName = new Map<string, T>();
  for (const item of items) if (!byName.has(item.name)) byName.set(item.name, item);
  return [...byName.values()];
}

/** client-node's own agent opens a connection for each request; ours keeps them, where no proxy stands between. */
async function authenticate(config: KubeConfig, agent: Agent | undefined): Promise<RequestOptions> {
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  return agent === undefined ? options : { ...options, agent };
}

function send(
  server: string,
  request: ApiRequest,
  options: RequestOptions,
): Promise<IncomingMessage> {
  const url = new URL(server + request.path);
  for (const [key, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) url.searchParams.set(key, value);
  }
  const headers = {
    ...(options.headers as Record<string, string> | undefined),
    Accept: request.accept ?? 'application/json',
    'User-Agent': 'helm-migrate',
  };
  const start = url.protocol === 'http:' ? httpRequest : httpsRequest;
  return new Promise((resolve, reject) => {
    start(url, { ...options, headers }, resolve)
      .on('error', reject)
      .end();
  });
}

async function parse<T>(response: IncomingMessage, server: string): Promise<T> {
  const body = await text(response).catch((error: unknown) => {
    throw errorFromCause(error, server);
  });
  try {
    return JSON.parse(body) as T;
  } catch (cause) {
    throw errorFromText(body, server, cause);
  }
}
