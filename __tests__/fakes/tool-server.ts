import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';

/** The hosts that tools come from. */
export const HOSTS = ['get.helm.sh', 'github.com', 'objects.githubusercontent.com'];

/** Answers one request in its own way. */
export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/**
 * The publishers of all tools on loopback: files by `host/path`, under an authority of its own. What GitHub has is found
 * behind a redirect, as there.
 */
export class FakeToolServer {
  /** `host/path` of each request so far. */
  readonly asked: string[] = [];
  /** The logins of the requests. */
  readonly logins: (string | undefined)[] = [];
  readonly port: number;
  /** The path of the PEM of its authority. */
  readonly authority: string;
  private readonly files = new Map<string, Uint8Array>();
  private readonly answers = new Map<string, Answer[]>();
  private readonly server: Server;
  private readonly folder: string;

  private constructor(server: Server, folder: string) {
    this.server = server;
    this.folder = folder;
    this.port = (server.address() as AddressInfo).port;
    this.authority = join(folder, 'ca.pem');
  }

  static async start(): Promise<FakeToolServer> {
    const folder = mkdtempSync(join(tmpdir(), 'fake-tool-server-'));
    makeCertificates(folder);
    const server = createServer({
      key: readFileSync(join(folder, 'key.pem')),
      cert: readFileSync(join(folder, 'cert.pem')),
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const fake = new FakeToolServer(server, folder);
    server.on('request', (request, response) => fake.take(request, response));
    return fake;
  }

  /** A mirror of all hosts. */
  get mirror(): string {
    return `https://localhost:${String(this.port)}`;
  }

  /** Where a proxy must lead so that all hosts are here. */
  get names(): Readonly<Record<string, { readonly host: string; readonly port: number }>> {
    return Object.fromEntries(HOSTS.map((host) => [host, { host: '127.0.0.1', port: this.port }]));
  }

  /** Puts a file to its place, by `host/path`; returns its SHA-256. */
  put(path: string, bytes: Uint8Array): string {
    this.files.set(path, bytes);
    return sha256(bytes);
  }

  /** The bytes of a file that was put. */
  clone(path: string): Uint8Array {
    return this.files.get(path) ?? new Uint8Array();
  }

  /** The next requests for a path are answered so, one after another; all after them as ever. */
  answer(path: string, ...answers: readonly Answer[]): void {
    this.answers.set(path, [...answers]);
  }

  /** Forgets all that was put and asked. */
  clear(): void {
    this.files.clear();
    this.answers.clear();
    this.asked.length = 0;
    this.logins.length = 0;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
    rmSync(this.folder, { recursive: true });
  }

  private take(request: IncomingMessage, response: ServerResponse): void {
    const host = request.headers.host ?? '';
    const path = `${host.startsWith('localhost') ? '' : host}${request.url ?? ''}`.replace(
      /^\//,
      '',
    );
    this.asked.push(path);
    this.logins.push(request.headers.authorization);
    const own = this.answers.get(path)?.shift();
    if (own !== undefined) {
      own(response, request);
      return;
    }
    const [, kept] = /^objects\.githubusercontent\.com\/(.*)$/.exec(path) ?? [];
    const file = this.files.get(kept ?? path);
    if (file === undefined) return void response.writeHead(404).end('Not Found');
    if (host !== 'github.com') return void response.writeHead(200, sizeOf(file)).end(file);
    const location = `https://objects.githubusercontent.com/${path}`;
    response.writeHead(302, { location }).end();
  }
}

function sizeOf(file: Uint8Array) {
  return { 'content-length': file.length };
}

/** The SHA-256 of bytes, in lower case. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A file of an archive: its text or bytes, or where a link leads. */
export type Packed = string | Uint8Array | { readonly link: string };

/** A .tar.gz of files by their paths. */
export async function pack(files: Readonly<Record<string, Packed>>): Promise<Uint8Array> {
  const entries = Object.entries(files).map(([name, file]) => {
    if (typeof file === 'object' && 'link' in file)
      return { header: { name, type: 'symlink' as const, linkname: file.link, size: 0 } };
    const body = typeof file === 'string' ? new TextEncoder().encode(file) : file;
    return { header: { name, size: body.length, type: 'file' as const, mode: 0o755 }, body };
  });
  return gzipSync(await packTar(entries), { level: 1 });
}

/** Answers with a status. */
export function answerStatus(status: number): Answer {
  return (response) => void response.writeHead(status).end();
}

/** Announces more than it sends, and then breaks the connection. */
export function answerCut(bytes: Uint8Array): Answer {
  return (response) => {
    response.writeHead(200, { 'content-length': bytes.length * 2 });
    response.write(bytes, () => (response.socket as Socket).destroy());
  };
}

/** Sends the head and nothing more. */
export function answerAndHang(): Answer {
  return (response) => {
    response.writeHead(200).flushHeaders();
  };
}

/** Writes `ca.pem`, and `cert.pem` and `key.pem` for the hosts of tools and `localhost`. */
export function makeCertificates(folder: string): void {
  const run = (...args: readonly string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  run(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '1',
    '-subj',
    '/CN=ca',
  );
  run('req', ...key, '-keyout', 'key.pem', '-out', 'cert.csr', '-subj', '/CN=tools');
  const names = [...HOSTS, 'localhost'].map((name) => `DNS:${name}`).join(',');
  writeFileSync(join(folder, 'names'), `subjectAltName=${names}\n`);
  const by = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '1'];
  run('x509', '-req', '-in', 'cert.csr', ...by, '-extfile', 'names', '-out', 'cert.pem');
}
