import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A stand-in for the registry's answer to a question about weaknesses. */
let answer: { readonly status: number; readonly body: unknown };
let server: Server;
beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    const isQuestion = request.method === 'POST';
    response.writeHead(isQuestion ? answer.status : 200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(isQuestion ? answer.body : describe(request.url ?? '')));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.close();
});

/** The versions of a package, which npm asks for when it is told of a weakness. */
function describe(url: string): object {
  const name = decodeURIComponent(url.slice(1));
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly version: string }>>;
  };
  const version = lock.packages[`node_modules/${name}`]?.version ?? '1.0.0';
  return { name, 'dist-tags': { latest: version }, versions: { [version]: { name, version } } };
}

const audit = (settings: Readonly<Record<string, string>> = {}) =>
  new Promise<{ readonly code: number; readonly said: string }>((resolve) => {
    const { port } = server.address() as AddressInfo;
    const env = {
      ...process.env,
      npm_config_registry: `http://127.0.0.1:${port}/`,
      npm_config_fetch_retries: '0',
      ...settings,
    };
    execFile(process.execPath, ['script/lib/audit.js'], { env }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), said: stdout + stderr }),
    );
  });

const ADVISORY = {
  id: 1,
  url: 'https://example.com/1',
  title: 'Something bad',
  severity: 'high',
  vulnerable_versions: '<99',
};

it.each([
  ['no weakness', 200, {}, 0, /^No known weakness/],
  ['a weakness', 200, { 'js-yaml': [ADVISORY] }, 1, /^js-yaml .*: high$/m],
  ['no answer', 405, {}, 3, /^Not audited: the registry gave no answer/],
])('%s', async (_what, status, body, code, said) => {
  answer = { status, body };
  expect(await audit()).toMatchObject({ code, said: expect.stringMatching(said) });
});

it.each(['npm_config_offline', 'npm_config_prefer_offline'])(
  '%s hides no weakness',
  async (name) => {
    answer = { status: 200, body: { 'js-yaml': [ADVISORY] } };
    expect(await audit({ [name]: 'true' })).toMatchObject({ code: 1 });
  },
);
