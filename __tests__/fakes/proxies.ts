import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** What a proxy was asked for. */
export interface Asked {
  /** `host:port` of a tunnel, or a whole URL. */
  readonly target: string;
  readonly agent: string;
  readonly authorization: string;
}

/** A proxy on loopback, for tests alone. */
export interface FakeProxy {
  readonly port: number;
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

/** Where a proxy leads to instead of the name that it is asked for: names that nobody but the proxy knows. */
export type Names = Readonly<Record<string, { readonly host: string; readonly port: number }>>;

interface Server {
  close(): unknown;
  address(): AddressInfo | string | null;
  listen(port: number, host: string): unknown;
}

/** An HTTP proxy: CONNECT, and whole URLs for plain HTTP. `login` is the Basic pair that it wants. */
export async function startHttpProxy(names: Names = {}, login?: string): Promise<FakeProxy> {
  const asked: Asked[] = [];
  const note = (target: string, { headers }: IncomingMessage) => {
    const authorization = headers['proxy-authorization'] ?? '';
    asked.push({ target, agent: headers['user-agent'] ?? '', authorization });
    return login === undefined || authorization === `Basic ${btoa(login)}`;
  };
  const server = createServer((incoming, response) => {
    const url = new URL(incoming.url ?? '');
    const place = find(url.hostname, Number(url.port || 80), names);
    if (!note(url.href, incoming)) return void response.writeHead(407).end();
    const options = { ...place, path: url.pathname + url.search, headers: incoming.headers };
    request(options, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    }).end();
  });
  server.on('connect', (incoming: IncomingMessage, socket: Duplex) => {
    const target = incoming.url ?? '';
    if (!note(target, incoming)) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    const [, host = '', port] = /^\[?(.*?)\]?:(\d+)$/.exec(target) ?? [];
    join(socket, find(host, Number(port), names), 'HTTP/1.1 200 Connection established\r\n\r\n');
  });
  return started(server, asked);
}

/** A SOCKS 5 proxy without a login (RFC 1928). */
export async function startSocksProxy(names: Names = {}): Promise<FakeProxy> {
  const asked: Asked[] = [];
  const server = createTcpServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => {
      socket.write(Uint8Array.of(5, 0));
      socket.once('data', (bytes) => {
        const { host, port } = readAddress(bytes);
        asked.push({ target: `${host}:${String(port)}`, agent: '', authorization: '' });
        const done = Uint8Array.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0);
        join(socket, find(host, port, names), done);
      });
    });
  });
  return started(server, asked);
}

function readAddress(bytes: Buffer): { readonly host: string; readonly port: number } {
  const isName = bytes[3] === 3;
  const end = isName ? 5 + (bytes[4] ?? 0) : 8;
  const host = isName
    ? bytes.subarray(5, end).toString('latin1')
    : [...bytes.subarray(4, end)].join('.');
  return { host, port: bytes.readUInt16BE(end) };
}

function find(host: string, port: number, names: Names) {
  return names[host] ?? { host, port };
}

/** Joins both ends, and breaks both where one breaks. */
function join(
  near: Duplex,
  place: { readonly host: string; readonly port: number },
  hello: string | Uint8Array,
) {
  const far: Socket = connect(place.port, place.host, () => {
    near.write(hello);
    near.pipe(far);
    far.pipe(near);
  });
  far.on('error', () => near.destroy()).on('close', () => near.destroy());
  near.on('error', () => far.destroy()).on('close', () => far.destroy());
}

async function started(
  server: Server & NodeJS.EventEmitter,
  asked: readonly Asked[],
): Promise<FakeProxy> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
