import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { openTunnel, type TlsOptions } from './tunnel.js';

type Connected = (error: Error | null, stream: Duplex) => void;
interface Place {
  readonly host?: string | null;
  readonly port?: string | number | null;
}

/** Connections to the API server, kept open between requests; straight to it, or through tunnels of a proxy. */
export function makeAgent(
  server: URL,
  proxy: URL | undefined,
  tls: TlsOptions,
): HttpAgent | HttpsAgent {
  if (server.protocol === 'https:') {
    const options = { keepAlive: true, ...tls };
    return proxy === undefined ? new HttpsAgent(options) : new TlsTunnelAgent(proxy, options);
  }
  return proxy === undefined
    ? new HttpAgent({ keepAlive: true })
    : new PlainTunnelAgent(proxy, tls);
}

/** TLS with the API server, within the tunnel. */
class TlsTunnelAgent extends HttpsAgent {
  private readonly proxy: URL;
  private readonly tls: TlsOptions;

  constructor(proxy: URL, tls: TlsOptions & { readonly keepAlive: boolean }) {
    super(tls);
    this.proxy = proxy;
    this.tls = tls;
  }

  override createConnection(options: Place, callback?: Connected): undefined {
    const begin = (socket: Duplex) => super.createConnection({ ...options, socket } as object);
    void tunnel(this.proxy, options, this.tls).then(
      (socket) => callback?.(null, begin(socket) as Duplex),
      (error: unknown) => callback?.(error as Error, undefined as never),
    );
    return undefined;
  }
}

class PlainTunnelAgent extends HttpAgent {
  private readonly proxy: URL;
  private readonly tls: TlsOptions;

  constructor(proxy: URL, tls: TlsOptions) {
    super({ keepAlive: true });
    this.proxy = proxy;
    this.tls = tls;
  }

  override createConnection(options: Place, callback?: Connected): undefined {
    void tunnel(this.proxy, options, this.tls).then(
      (socket) => callback?.(null, socket),
      (error: unknown) => callback?.(error as Error, undefined as never),
    );
    return undefined;
  }
}

function tunnel(proxy: URL, { host, port }: Place, tls: TlsOptions): Promise<Duplex> {
  return openTunnel(proxy, { host: host ?? 'localhost', port: String(port ?? 443) }, tls);
}
