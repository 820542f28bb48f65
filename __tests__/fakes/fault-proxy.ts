/**
 * A TLS proxy on loopback between a client and a real API server that breaks what passes, by a seed.
 * It logs in upstream with the kubeconfig's client certificate, speaks HTTP/1.1, and changes nothing
 * but what its faults say. As a module: `FaultProxy.start({ kubeconfig })`. As a command, under Node 24:
 *   node __tests__/fakes/fault-proxy.ts --kubeconfig FILE [--seed 1] [--every 150ms] [--kinds reset,end]
 *        [--on log,watch,list] [--user-agent PREFIX]
 * prints `seed N` and `kubeconfig FILE` (for the client), and ends with SIGINT or SIGTERM.
 * One file without imports of ours, so that Node runs it as it is.
 */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, request, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve as absolute } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

/** What becomes of a body on its way: */
export const STREAM_FAULTS = [
  /** The connection is reset (RST). */
  'reset',
  /** It ends as if all were well, behind a newline. */
  'end',
  /** It ends as if all were well, within a line; within a list's JSON, too. */
  'end-in-line',
  /** Nothing comes any more, and no end. What the server sends is thrown away. */
  'half-open',
  /** Nothing comes for `silenceMs`, then all of it. */
  'silence',
  /** One KiB every 10 ms, to the end. */
  'slow',
  /** A watch says ERROR 410 and ends. */
  'gone',
] as const;
/** What a request is answered instead. 429 and 503 ask to be tried again after a second. */
export const ANSWER_FAULTS = ['401', '429', '500', '503', '504', 'no-answer'] as const;
export const TARGETS = ['log', 'watch', 'list'] as const;

export type StreamFault = (typeof STREAM_FAULTS)[number];
export type AnswerFault = (typeof ANSWER_FAULTS)[number];
export type FaultKind = StreamFault | AnswerFault;
/** `list` is every other GET; what writes is never touched. */
export type Target = (typeof TARGETS)[number];

export interface FaultProxyOptions {
  /** Of a cluster with one user, who has a client certificate. */
  readonly kubeconfig: string;
  /** Default: a random one; `proxy.seed` tells. */
  readonly seed?: number;
  /** Only requests with a User-Agent that begins so suffer: helm, beside us, goes undisturbed. Default: all. */
  readonly userAgent?: string;
  readonly silenceMs?: number;
}

export interface RandomPlan {
  /** One fault is done every so many ms, give or take a half. */
  readonly everyMs: number;
  readonly kinds?: readonly FaultKind[];
  readonly on?: readonly Target[];
  /** No more than so many. */
  readonly times?: number;
}

/** One fault that was really done. */
export interface DoneFault {
  readonly kind: FaultKind | 'outage';
  readonly on: Target | 'all';
  readonly path: string;
  /** Bytes of the body that had passed. */
  readonly bytes: number;
}

interface Armed {
  readonly kind: FaultKind;
  readonly on: Target;
  readonly afterBytes: number;
}

const NEWLINE = 0x0a;
const SLOW_BYTES = 1_024;
const SLOW_MS = 10;

export class FaultProxy {
  readonly seed: number;
  readonly url: string;
  /** Path of a kubeconfig that leads through the proxy. */
  readonly kubeconfig: string;
  /** All that was done, in order. */
  readonly done: DoneFault[] = [];
  /** Path and query of every request that may suffer, in order. */
  readonly asked: string[] = [];
  readonly silenceMs: number;
  private readonly armed: Armed[] = [];
  private readonly live = new Set<Exchange>();
  private readonly sockets = new Map<number, Socket>();
  private readonly agent: Agent;
  private readonly upstream: URL;
  private readonly server: Server;
  private readonly folder: string;
  private readonly userAgent: string;
  private readonly random: () => number;

  private constructor(options: FaultProxyOptions, server: Server, folder: string) {
    const cluster = readKubeconfig(options.kubeconfig);
    this.upstream = new URL(cluster.server);
    const { ca, cert, key } = cluster;
    this.agent = new Agent({ keepAlive: true, ca, cert, key });
    this.seed = options.seed ?? Math.floor(Math.random() * 2 ** 31);
    this.random = makeRandom(this.seed);
    this.silenceMs = options.silenceMs ?? 2_000;
    this.userAgent = options.userAgent ?? '';
    this.server = server;
    this.folder = folder;
    this.url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.kubeconfig = writeKubeconfig(folder, this.url);
    server.on('connection', (socket: Socket) => this.noteSocket(socket));
    server.on('request', (incoming, response) => this.take(incoming, response));
  }

  static async start(options: FaultProxyOptions): Promise<FaultProxy> {
    const folder = mkdtempSync(join(tmpdir(), 'fault-proxy-'));
    const files = makeCertificate(folder);
    const server = createServer({ ...files, keepAliveTimeout: 0, requestTimeout: 0 });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FaultProxy(options, server, folder);
  }

  /** The next `times` requests of this kind suffer: a body when so many bytes of it have passed. */
  arm(on: Target, kind: FaultKind, { times = 1, afterBytes = 0 } = {}): void {
    for (let i = 0; i < times; i += 1) this.armed.push({ on, kind, afterBytes });
  }

  /** Forgets what was armed and did not happen. */
  suspendHook(): void {
    this.armed.length = 0;
  }

  /** Does it now to one body that is on its way, by chance. False when there is none. */
  strike(kind: StreamFault, on: readonly Target[] = TARGETS): boolean {
    const open = [...this.live].filter((it) => it.isOpen && on.includes(it.target));
    const chosen = open[Math.floor(this.random() * open.length)];
    chosen?.suffer(kind);
    return chosen !== undefined;
  }

  /** Faults at random until the returned function is called, or so many were done. */
  strikeAtRandom({ everyMs, kinds = ['reset'], on = TARGETS, times = Infinity }: RandomPlan) {
    const stop = new AbortController();
    const run = async () => {
      let left = times;
      while (left > 0 && !stop.signal.aborted) {
        await sleep(everyMs * (0.5 + this.random()), undefined, { signal: stop.signal });
        if (this.strikeOnce(this.choose(kinds), on)) left -= 1;
      }
    };
    const running = run().catch(() => undefined);
    return async () => {
      stop.abort();
      await running;
      this.suspendHook();
    };
  }

  /** No network: every connection is reset and new ones are refused, whoever asks, for so long. */
  async outage(ms: number): Promise<void> {
    const { port } = new URL(this.url);
    this.note({ kind: 'outage', on: 'all', path: `for ${ms} ms`, bytes: 0 });
    this.server.close();
    for (const socket of this.sockets.values()) socket.resetAndDestroy();
    await sleep(ms);
    this.server.listen(Number(port), '127.0.0.1');
    await once(this.server, 'listening');
  }

  async close(): Promise<void> {
    this.agent.destroy();
    this.server.close();
    for (const socket of this.sockets.values()) socket.destroy();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A sentence on what was done, for a log. */
  get summary(): string {
    const counts = new Map<string, number>();
    for (const { kind, on } of this.done)
      counts.set(`${kind} of ${on}`, (counts.get(`${kind} of ${on}`) ?? 0) + 1);
    const list = [...counts].map(([what, count]) => `${count} ${what}`).join(', ');
    return `seed ${this.seed}: ${list === '' ? 'no fault' : list}; ${this.asked.length} requests`;
  }

  /** For exchanges: a fault was really done. */
  note(fault: DoneFault): void {
    this.done.push(fault);
  }

  /** For exchanges: a number from 0 on, below `limit`. */
  pick(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  /** For exchanges: the plain socket below a TLS one, since only that one can be reset. */
  reset(socket: Socket | null): void {
    this.sockets.get(socket?.remotePort ?? 0)?.resetAndDestroy();
  }

  private strikeOnce(kind: FaultKind, on: readonly Target[]): boolean {
    if (isStreamFault(kind)) return this.strike(kind, kind === 'gone' ? ['watch'] : on);
    if (this.armed.length > 0) return false;
    this.arm(this.choose(on), kind);
    return true;
  }

  private choose<T>(from: readonly T[]): T {
    const chosen = from[this.pick(from.length)];
    if (chosen === undefined) throw new Error('fault-proxy: there is nothing to choose from.');
    return chosen;
  }

  private noteSocket(socket: Socket): void {
    const { remotePort = 0 } = socket;
    this.sockets.set(remotePort, socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.sockets.delete(remotePort));
  }

  private take(incoming: IncomingMessage, response: ServerResponse): void {
    const target = this.classify(incoming);
    const at = this.armed.findIndex(({ on }) => on === target);
    const [fault] = at === -1 ? [] : this.armed.splice(at, 1);
    if (target !== undefined) this.asked.push(incoming.url ?? '');
    const exchange = new Exchange(this, { incoming, response, target: target ?? 'list', fault });
    if (target !== undefined) this.live.add(exchange);
    response.once('close', () => this.live.delete(exchange));
    exchange.begin(this.upstream, this.agent);
  }

  private classify({ method, url = '', headers }: IncomingMessage): Target | undefined {
    if (method !== 'GET' || !(headers['user-agent'] ?? '').startsWith(this.userAgent))
      return undefined;
    const { pathname, searchParams } = new URL(url, this.url);
    if (/\/pods\/[^/]+\/log$/.test(pathname)) return 'log';
    return ['true', '1'].includes(searchParams.get('watch') ?? '') ? 'watch' : 'list';
  }
}

interface ExchangeParts {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly target: Target;
  readonly fault: Armed | undefined;
}

/** One request and its answer. */
class Exchange {
  readonly target: Target;
  isOpen = false;
  private readonly proxy: FaultProxy;
  private readonly parts: ExchangeParts;
  private answer: IncomingMessage | undefined;
  /** A fault that waits for its place in the body. */
  private waiting: { readonly kind: StreamFault; readonly afterBytes: number } | undefined;
  private bytes = 0;
  private lastByte = NEWLINE;

  constructor(proxy: FaultProxy, parts: ExchangeParts) {
    this.proxy = proxy;
    this.parts = parts;
    this.target = parts.target;
    const { fault } = parts;
    if (fault !== undefined && isStreamFault(fault.kind))
      this.waiting = { kind: fault.kind, afterBytes: fault.afterBytes };
  }

  begin(upstream: URL, agent: Agent): void {
    const { incoming, response, fault } = this.parts;
    if (fault !== undefined && !isStreamFault(fault.kind)) {
      this.refuse(fault.kind);
      return;
    }
    const headers = without(incoming.headers, ['host', 'authorization']);
    const asking = request(new URL(incoming.url ?? '', upstream), {
      method: incoming.method,
      headers,
      agent,
    });
    asking.on('response', (answer) => this.pass(answer));
    asking.on('error', () => this.proxy.reset(response.socket));
    response.once('close', () => asking.destroy());
    incoming.pipe(asking);
  }

  /** Does it at the next place in the body where it fits: now, where it can be. */
  suffer(kind: StreamFault): void {
    this.waiting = { kind, afterBytes: 0 };
    const isBetweenLines = this.lastByte === NEWLINE;
    if (kind === 'end-in-line' ? !isBetweenLines : isBetweenLines || kind !== 'end')
      this.forward(Buffer.alloc(0));
  }

  private refuse(kind: AnswerFault): void {
    const { response } = this.parts;
    this.note(kind);
    if (kind === 'no-answer') return;
    const headers = kind === '429' || kind === '503' ? { 'retry-after': '1' } : {};
    const status = { kind: 'Status', status: 'Failure', message: `fault ${kind}`, code: +kind };
    response.writeHead(Number(kind), { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(status));
  }

  private pass(answer: IncomingMessage): void {
    const { response } = this.parts;
    const headers = without(answer.headers, ['content-length', 'connection']);
    this.answer = answer;
    this.isOpen = true;
    response.writeHead(answer.statusCode ?? 502, headers);
    response.flushHeaders();
    response.on('drain', () => answer.resume());
    answer.on('data', (piece: Buffer) => this.forward(piece));
    answer.on('end', () => {
      if (this.isOpen) response.end();
      this.isOpen = false;
    });
    answer.on('error', () => {
      if (this.isOpen) this.proxy.reset(response.socket);
    });
  }

  private forward(piece: Buffer): void {
    if (!this.isOpen) return;
    const { waiting } = this;
    const before = this.bytes;
    if (waiting === undefined || before + piece.length < waiting.afterBytes) {
      this.send(piece);
      return;
    }
    const place = this.findPlace(waiting.kind, piece, Math.max(0, waiting.afterBytes - before));
    if (place === undefined) {
      this.send(piece);
      return;
    }
    this.waiting = undefined;
    this.send(piece.subarray(0, place));
    this.strike(waiting.kind, piece.subarray(place));
  }

  /** Where in this piece the fault fits, at `from` or behind it. */
  private findPlace(kind: StreamFault, piece: Buffer, from: number): number | undefined {
    if (kind === 'end' || kind === 'gone') {
      if (from === 0 && this.lastByte === NEWLINE) return 0;
      const newline = piece.indexOf(NEWLINE, from);
      return newline === -1 ? undefined : newline + 1;
    }
    if (kind !== 'end-in-line') return from;
    if (piece.length === 0) return 0;
    const place = from + this.proxy.pick(piece.length - from);
    const isWithin = (place === 0 ? this.lastByte : piece[place - 1]) !== NEWLINE;
    if (isWithin) return place;
    return piece.length > place + 1 ? place + 1 : undefined;
  }

  private strike(kind: StreamFault, rest: Buffer): void {
    const { response } = this.parts;
    this.note(kind);
    switch (kind) {
      case 'silence':
        this.hold(rest);
        return;
      case 'slow':
        void this.dribble(rest);
        return;
      case 'reset':
        this.proxy.reset(response.socket);
        break;
      case 'gone':
        response.write(`${JSON.stringify(EXPIRED)}\n`);
        response.end();
        break;
      case 'end':
      case 'end-in-line':
        response.end();
        break;
      case 'half-open':
        break;
    }
    this.isOpen = false;
    this.answer?.resume();
    if (kind !== 'half-open') this.answer?.destroy();
  }

  private hold(rest: Buffer): void {
    this.answer?.pause();
    setTimeout(() => {
      this.send(rest);
      this.answer?.resume();
    }, this.proxy.silenceMs);
  }

  private async dribble(rest: Buffer): Promise<void> {
    const { answer } = this;
    if (answer === undefined) return;
    this.isOpen = false;
    answer.removeAllListeners('data').pause();
    const { response } = this.parts;
    const pieces = async function* () {
      yield rest;
      yield* answer as AsyncIterable<Buffer>;
    };
    try {
      for await (const piece of pieces())
        for (let at = 0; at < piece.length; at += SLOW_BYTES) {
          response.write(piece.subarray(at, at + SLOW_BYTES));
          await sleep(SLOW_MS);
        }
      response.end();
    } catch {
      this.proxy.reset(response.socket);
    }
  }

  private send(piece: Buffer): void {
    if (piece.length === 0 || !this.isOpen) return;
    this.bytes += piece.length;
    this.lastByte = piece[piece.length - 1] ?? NEWLINE;
    if (!this.parts.response.write(piece)) this.answer?.pause();
  }

  private note(kind: FaultKind): void {
    const path = this.parts.incoming.url ?? '';
    this.proxy.note({ kind, on: this.target, path, bytes: this.bytes });
  }
}

const EXPIRED = {
  type: 'ERROR',
  object: { kind: 'Status', status: 'Failure', reason: 'Expired', message: 'fault 410', code: 410 },
};

function without(headers: object, names: readonly string[]) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

function isStreamFault(kind: FaultKind): kind is StreamFault {
  return (STREAM_FAULTS as readonly string[]).includes(kind);
}

/** Mulberry32: small, and the same everywhere. */
function makeRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Reads what `kubectl config view --raw` prints, of one cluster and one user: data or files. */
function readKubeconfig(path: string) {
  const text = readFileSync(path, 'utf8');
  const find = (name: string) => new RegExp(`^\\s*${name}: *["']?([^"'\\s]+)`, 'm').exec(text)?.[1];
  const server = find('server');
  const read = (name: string) => {
    const data = find(`${name}-data`);
    if (data !== undefined) return Buffer.from(data, 'base64');
    const file = find(name);
    if (file === undefined)
      throw new Error(`fault-proxy: expected "${name}" in ${path}, found none.`);
    return readFileSync(absolute(path, '..', file));
  };
  if (server === undefined) throw new Error(`fault-proxy: expected a "server" in ${path}.`);
  const [ca, cert, key] = ['certificate-authority', 'client-certificate', 'client-key'].map(read);
  return { server, ca, cert, key };
}

function writeKubeconfig(folder: string, server: string): string {
  const path = join(folder, 'kubeconfig');
  const authority = readFileSync(join(folder, 'cert.pem')).toString('base64');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'proxy',
    contexts: [{ name: 'proxy', context: { cluster: 'proxy', user: 'proxy' } }],
    clusters: [{ name: 'proxy', cluster: { server, 'certificate-authority-data': authority } }],
    users: [{ name: 'proxy', user: { token: 'any-token-the-proxy-logs-in-itself' } }],
  };
  writeFileSync(path, JSON.stringify(config, undefined, 2));
  return path;
}

function makeCertificate(folder: string): { readonly key: Buffer; readonly cert: Buffer } {
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const files = ['-nodes', '-keyout', 'key.pem', '-out', 'cert.pem', '-days', '2'];
  const subject = ['-subj', '/CN=fault-proxy', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('openssl', [...args, ...files, ...subject], { cwd: folder, stdio: 'pipe' });
  return {
    key: readFileSync(join(folder, 'key.pem')),
    cert: readFileSync(join(folder, 'cert.pem')),
  };
}

async function runAsCommand(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      kubeconfig: text,
      seed: text,
      every: text,
      kinds: text,
      on: text,
      'user-agent': text,
    },
  });
  const kubeconfig = values.kubeconfig ?? process.env['KUBECONFIG'];
  if (kubeconfig === undefined) throw new Error('fault-proxy: expected --kubeconfig FILE.');
  const proxy = await FaultProxy.start({
    kubeconfig,
    ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
    ...(values['user-agent'] === undefined ? {} : { userAgent: values['user-agent'] }),
  });
  process.stdout.write(`seed ${proxy.seed}\nkubeconfig ${proxy.kubeconfig}\n`);
  const everyMs = readMs(values.every);
  const stop =
    everyMs === undefined
      ? undefined
      : proxy.strikeAtRandom({
          everyMs,
          kinds: readList(values.kinds, [...STREAM_FAULTS, ...ANSWER_FAULTS]) ?? ['reset'],
          on: readList(values.on, TARGETS) ?? TARGETS,
        });
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await stop?.();
  process.stdout.write(`${proxy.summary}\n`);
  await proxy.close();
}

function readMs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const match = /^(\d+)(ms|s)$/.exec(text);
  if (match === null)
    throw new Error(`fault-proxy: expected --every like "150ms" or "2s", got "${text}".`);
  return Number(match[1]) * (match[2] === 's' ? 1_000 : 1);
}

function readList<T extends string>(text: string | undefined, known: readonly T[]) {
  return text?.split(',').map((name) => {
    const found = known.find((it) => it === name);
    if (found === undefined)
      throw new Error(`fault-proxy: expected some of ${known.join(', ')}; got "${name}".`);
    return found;
  });
}

if (import.meta.main) await runAsCommand();
