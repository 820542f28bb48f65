import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiClient, createClient } from '../../src/kube/client.js';
import { openKubeconfigs } from './kubeconfig.js';

/** Answers one request; `url` is parsed, and has the query. */
export type Answer = (
  response: ServerResponse,
  url: URL,
  request: IncomingMessage,
) => void | Promise<void>;

/** The TCP connections below TLS, by the client's port. */
const connections = new Map<number | undefined, Socket>();

/** Breaks the connection: it is not ended, it is reset. */
export function reset(response: ServerResponse): void {
  connections.get(response.socket?.remotePort)?.resetAndDestroy();
}

/** A fake API server on loopback, with a certificate of its own. It answers what each test says. */
export class FakeApiServer {
  /** Path and query of every request so far. */
  readonly asked: string[] = [];
  readonly url: string;
  readonly kubeconfig: string;
  private answer: Answer = (response) => void response.writeHead(500).end();
  private readonly server: Server;
  private readonly folder: string;

  private constructor(server: Server, folder: string) {
    this.server = server;
    this.folder = folder;
    this.url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.kubeconfig = this.writeKubeconfig(this.url, join(folder, 'cert.pem'));
  }

  /** Starts it; `name` is what its certificate is made out to. */
  static async start(name = 'IP:127.0.0.1'): Promise<FakeApiServer> {
    const folder = mkdtempSync(join(tmpdir(), 'fake-api-server-'));
    makeCertificate(folder, name);
    const server = createServer({
      key: readFileSync(join(folder, 'key.pem')),
      cert: readFileSync(join(folder, 'cert.pem')),
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const fake = new FakeApiServer(server, folder);
    server.on('connection', (socket: Socket) => connections.set(socket.remotePort, socket));
    server.on('request', (request, response) => void fake.take(request, response));
    return fake;
  }

  /** From now on every request is answered so. */
  answerWith(answer: Answer): void {
    this.asked.length = 0;
    this.answer = answer;
  }

  /** The first request is answered by the first of them, and so on; all after the last by the last. */
  answerInTurn(...answers: readonly [Answer, ...Answer[]]): void {
    let count = 0;
    this.answerWith((...args) => {
      const answer = answers[Math.min(count, answers.length - 1)] ?? answers[0];
      count += 1;
      return answer(...args);
    });
  }

  client(): ApiClient {
    return createClient(openKubeconfigs(this.kubeconfig), undefined, {
      env: process.env,
    });
  }

  /** Writes a kubeconfig, of which there may be several; returns its path. */
  writeKubeconfig(server: string, authority: string, name = 'kubeconfig'): string {
    const path = join(this.folder, name);
    const config = {
      'current-context': 'fake',
      contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'fake' } }],
      clusters: [{ name: 'fake', cluster: { server, 'certificate-authority': authority } }],
      users: [{ name: 'fake', user: { token: 'fake-token' } }],
    };
    writeFileSync(path, JSON.stringify(config));
    return path;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
    rmSync(this.folder, { recursive: true });
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', this.url);
    this.asked.push(`${url.pathname}${url.search}`);
    await this.answer(response, url, request);
  }
}

/** A whole answer with a status, a Status object by default. */
export function answerStatus(status: number, body = statusText(status)): Answer {
  return (response) => void response.writeHead(status).end(body);
}

/** A whole JSON answer. */
export function answerJson(value: unknown): Answer {
  return (response) => void response.writeHead(200).end(JSON.stringify(value));
}

/** Sends the pieces and then breaks the connection: it is not ended, it is reset. */
export function answerAndReset(...pieces: readonly (string | Uint8Array)[]): Answer {
  return async (response) => {
    response.writeHead(200);
    for (const piece of pieces) await new Promise((sent) => response.write(piece, () => sent(0)));
    reset(response);
  };
}

/** Sends the pieces and ends as if all were well. */
export function answerAndEnd(...pieces: readonly (string | Uint8Array)[]): Answer {
  return async (response) => {
    response.writeHead(200);
    for (const piece of pieces) await new Promise((sent) => response.write(piece, () => sent(0)));
    response.end();
  };
}

/** Sends the pieces and goes on for ever. */
export function answerAndHang(...pieces: readonly (string | Uint8Array)[]): Answer {
  return (response) => {
    response.writeHead(200).flushHeaders();
    for (const piece of pieces) response.write(piece);
  };
}

function statusText(code: number): string {
  return JSON.stringify({ kind: 'Status', status: 'Failure', message: `answered ${code}`, code });
}

function makeCertificate(folder: string, name: string): void {
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const files = ['-nodes', '-keyout', 'key.pem', '-out', 'cert.pem', '-days', '1'];
  const subject = ['-subj', '/CN=fake', '-addext', `subjectAltName=${name}`];
  execFileSync('openssl', [...args, ...files, ...subject], { cwd: folder, stdio: 'pipe' });
}
