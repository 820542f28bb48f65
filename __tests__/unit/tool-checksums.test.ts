import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { compareVersions, merge, readLines, sumIn } from '../../script/lib/checksum-lines.js';
import { ask } from '../../script/lib/tool-checksums.js';

const [A, B] = ['a'.repeat(64), 'b'.repeat(64)];
const line = (key: string, sum = A) => ({ key, sum, source: 'x' });

describe('the table of checksums', () => {
  it('is read whole, and in order', () => {
    const lines = readLines(readFileSync('src/tools/checksums.ts', 'utf8'));
    expect(lines.length).toBeGreaterThan(100);
    expect(merge(lines, []).lines).toEqual(lines);
  });

  it('gets new lines in their place, and keeps what differs', () => {
    const table = [line('helm 4.9.0 p'), line('sops 3.13.3 p')];
    const found = [line('helm 4.10.0 p'), line('helm 4.9.0 p', B), line('helm-secrets 4.8.0 f')];
    expect(merge(table, found)).toEqual({
      lines: [
        line('helm 4.10.0 p'),
        line('helm 4.9.0 p'),
        line('helm-secrets 4.8.0 f'),
        line('sops 3.13.3 p'),
      ],
      added: [line('helm 4.10.0 p'), line('helm-secrets 4.8.0 f')],
      conflicts: [line('helm 4.9.0 p', B)],
    });
  });
});

it.each([
  [`${A}  helm.tar.gz\n`, A],
  [`${B}  other\n${A} *helm.tar.gz\n`, A],
])('the sum of a file in a list', (list, sum) => {
  expect(sumIn(list, 'helm.tar.gz')).toBe(sum);
});

it.each(['', 'Not Found', `${A}  other\n`])('a list without the file is an error: %j', (list) => {
  expect(() => sumIn(list, 'helm.tar.gz')).toThrow('There is no sum of helm.tar.gz');
});

it.each([
  ['4.9.0', '4.10.0', -1],
  ['4.3.0', '4.3.0', 0],
  ['4.0.0', '3.22.0', 1],
])('%s and %s compare as numbers', (a, b, sign) => {
  expect(Math.sign(compareVersions(a, b))).toBe(sign);
});

describe('publishers', () => {
  let server: Server;
  const files: Readonly<Record<string, string>> = {
    '/get.helm.sh/helm-v4.9.0-linux-amd64.tar.gz.sha256sum': `${A}  helm-v4.9.0-linux-amd64.tar.gz\n`,
    '/get.helm.sh/helm-v4.9.0-linux-arm64.tar.gz.sha256sum': `${B}  helm-v4.9.0-linux-arm64.tar.gz\n`,
    '/github.com/getsops/sops/releases/download/v3.14.0/sops-v3.14.0.checksums.txt': `${A}  sops-v3.14.0.linux.amd64\n${B}  sops-v3.14.0.linux.arm64\n`,
    '/github.com/helmfile/vals/releases/download/v0.47.0/vals_0.47.0_checksums.txt': `${A}  vals_0.47.0_linux_amd64.tar.gz\n${B}  vals_0.47.0_linux_arm64.tar.gz\n`,
  };
  const base = () => `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const text = files[request.url ?? ''];
      response.writeHead(text === undefined ? 404 : 200).end(text);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => void server.close());

  it.each([
    ['helm', '4.9.0'],
    ['sops', '3.14.0'],
    ['vals', '0.47.0'],
  ])('have the sums of %s %s', async (tool, version) => {
    const lines = await ask(tool, version, base());
    expect(lines.map(({ key, sum }) => [key, sum])).toEqual([
      [`${tool} ${version} linux-amd64`, A],
      [`${tool} ${version} linux-arm64`, B],
    ]);
  });

  it('may not have a version', async () => {
    await expect(ask('helm', '9.9.9', base())).rejects.toThrow('answered 404.');
  });
});
