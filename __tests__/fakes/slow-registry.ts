import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A stand-in for a registry that has one real image, of one program, and needs long to hand it over. */
export interface SlowRegistry {
  /** The image, as a Pod names it; its program is `/<name of the program>`. */
  readonly image: string;
  close(): void;
}

interface Blob {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly bytes: Buffer;
}

const OCI = 'application/vnd.oci.image';
const PIECES_A_SECOND = 2;

/**
 * Starts the stand-in on a free port; the image's layer takes `slowMs` each time. `program` is the path of a static
 * binary.
 */
export async function startSlowRegistry(program: string, slowMs: number): Promise<SlowRegistry> {
  const [layer, config, manifest] = makeImage(program);
  const server = createServer((request, response) => {
    const { url = '', method } = request;
    const asked = /^\/v2\/slow\/(?:manifests|blobs)\/(.+)$/.exec(url)?.[1];
    const blob = [layer, config, manifest].find(({ digest }) => digest === asked);
    if (url === '/v2/') response.end('{}');
    else if (asked === '1') send(response, manifest, method);
    else if (blob === undefined) response.writeHead(404).end();
    else if (blob === layer) void sendSlowly(response, blob, slowMs);
    else send(response, blob, method);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { image: `127.0.0.1:${String((server.address() as AddressInfo).port)}/slow:1`, close };
}

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md */
function makeImage(program: string): readonly [layer: Blob, config: Blob, manifest: Blob] {
  const folder = mkdtempSync(join(tmpdir(), 'slow-registry-'));
  const [name, nonce, tar] = [basename(program), 'nonce', join(folder, 'layer.tar')];
  copyFileSync(program, join(folder, name));
  // A layer that a node has already is not asked for again.
  writeFileSync(join(folder, nonce), randomUUID());
  execFileSync('tar', ['-C', folder, '-cf', tar, name, nonce]);
  const layer = makeBlob('layer.v1.tar', readFileSync(tar));
  rmSync(folder, { recursive: true });
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const rootfs = { type: 'layers', diff_ids: [layer.digest] };
  const config = makeBlob('config.v1+json', { architecture, os: 'linux', config: {}, rootfs });
  const describe = ({ mediaType, digest, size }: Blob) => ({ mediaType, digest, size });
  const content = { config: describe(config), layers: [describe(layer)] };
  const type = `${OCI}.manifest.v1+json`;
  const manifest = { schemaVersion: 2, mediaType: type, ...content };
  return [layer, config, makeBlob('manifest.v1+json', manifest)];
}

function makeBlob(type: string, content: Buffer | object): Blob {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content));
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  return { mediaType: `${OCI}.${type}`, digest, size: bytes.length, bytes };
}

function send(response: ServerResponse, blob: Blob, method: string | undefined): void {
  response.writeHead(200, headersOf(blob));
  response.end(method === 'HEAD' ? undefined : blob.bytes);
}

/** A piece at a time: who pulls gives up on a registry that sends nothing. */
async function sendSlowly(response: ServerResponse, blob: Blob, slowMs: number): Promise<void> {
  response.writeHead(200, headersOf(blob));
  const count = Math.max(1, Math.round((slowMs / 1_000) * PIECES_A_SECOND));
  const length = Math.ceil(blob.size / count);
  for (let at = 0; at < blob.size && !response.destroyed; at += length) {
    await sleep(1_000 / PIECES_A_SECOND);
    response.write(blob.bytes.subarray(at, at + length));
  }
  response.end();
}

function headersOf({ mediaType, size, digest }: Blob) {
  return { 'Content-Type': mediaType, 'Content-Length': size, 'Docker-Content-Digest': digest };
}
