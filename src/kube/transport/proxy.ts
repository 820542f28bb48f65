import type { Environment } from '../../inputs/host.js';
import { ActionError } from '../../errors.js';
import { isUnproxied, type Target } from './no-proxy.js';

/** What client-go takes in a kubeconfig (`parseProxyURL` in `tools/clientcmd/helpers.go`, v0.35.4). */
const KUBECONFIG_SCHEMES: readonly string[] = ['http:', 'https:', 'socks5:'];
const PORTS: Readonly<Record<string, string>> = {
  'http:': '80',
  'https:': '443',
  'socks5:': '1080',
  'socks5h:': '1080',
};

/**
 * The proxy on the way to a server, or undefined. A kubeconfig's `proxy-url` always counts; without one, as for helm,
 * `$HTTPS_PROXY` (or `$HTTP_PROXY`, by the server's scheme) and `$NO_PROXY`, in capitals or not. Throws ActionError
 * `bad-input` for a `proxy-url` that helm refuses too.
 */
export function findProxy(
  server: URL,
  proxyUrl: string | undefined,
  env: Environment,
): URL | undefined {
  if (proxyUrl !== undefined) return readProxyUrl(proxyUrl);
  const name = server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const proxy = parseProxy(read(env, name));
  if (proxy === undefined || isUnproxied(targetOf(server), read(env, 'NO_PROXY'))) return undefined;
  return proxy;
}

/** Host and port of a URL; the port of its scheme where it names none. */
export function targetOf(url: URL): Target {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return { host, port: url.port || (PORTS[url.protocol] ?? '80') };
}

/** A proxy as a message may show it: without user and password. */
export function nameProxy({ protocol, host }: URL): string {
  return `${protocol}//${host}`;
}

function readProxyUrl(text: string): URL {
  const url = parse(text);
  if (url !== undefined && url.hostname !== '' && KUBECONFIG_SCHEMES.includes(url.protocol)) {
    return url;
  }
  // The text may hold a password.
  const got =
    url === undefined ? 'something else' : `one with the scheme "${url.protocol.slice(0, -1)}"`;
  throw new ActionError(
    'bad-input',
    `Input "kubeconfig": expected a "proxy-url" that begins with http://, https:// or socks5://, got ${got}.`,
    'Correct it in the kubeconfig. helm rejects it too.',
  );
}

/** `host:port` alone is an HTTP proxy. What is not a URL counts for nothing. */
function parseProxy(text: string): URL | undefined {
  if (text === '') return undefined;
  const url = parse(text);
  return url === undefined || url.hostname === '' ? parse(`http://${text}`) : url;
}

function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function read(env: Environment, name: string): string {
  return env[name] || env[name.toLowerCase()] || '';
}
