import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { askRunStatus, type RunStatus } from '../../src/action/run-status.js';

const SERVER = 'https://github.example';
const RUN = `${SERVER}/shop/backend/actions/runs/77`;

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A server that speaks the one call of GitHub's API that is asked; returns its URL and what it was asked. */
async function serve(answer: (response: ServerResponse) => void) {
  const asked: string[] = [];
  const made = createServer(({ url = '', headers }, response) => {
    asked.push(`${url} ${headers.authorization ?? ''}`);
    answer(response);
  });
  server = made;
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  const { port } = made.address() as AddressInfo;
  return { apiUrl: `http://127.0.0.1:${String(port)}/api/v3`, asked };
}

const json = (status: number, body: object) => (response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};
const ask = (apiUrl: string, attempt?: number, name = RUN, ms = 5_000) =>
  askRunStatus(
    { token: 'the-token', apiUrl, serverUrl: SERVER },
    { name, attempt },
    AbortSignal.timeout(ms),
  );

describe('a workflow run', () => {
  it.each<readonly [string, object, number | undefined, RunStatus['kind']]>([
    ['that is completed', { status: 'completed', run_attempt: 1 }, 1, 'over'],
    ['that runs', { status: 'in_progress', run_attempt: 1 }, 1, 'running'],
    ['that is queued again', { status: 'queued', run_attempt: 2 }, 1, 'over'],
    [
      'of which nobody knows the attempt',
      { status: 'in_progress', run_attempt: 2 },
      undefined,
      'running',
    ],
  ])('%s', async (_title, body, attempt, kind) => {
    const { apiUrl, asked } = await serve(json(200, body));
    expect(await ask(apiUrl, attempt)).toMatchObject({ kind });
    expect(asked).toEqual(['/api/v3/repos/shop/backend/actions/runs/77 token the-token']);
  });

  it.each([
    [401, /^GitHub answered 401; check the input "github-token"$/],
    [403, /^GitHub answered 403; add "actions: read" to the job's permissions$/],
    [404, /^GitHub answered 404; add "actions: read"/],
    [500, /^GitHub answered 500$/],
  ])('is unknown after an answer %d', async (status, why) => {
    const { apiUrl } = await serve(json(status, { message: 'no' }));
    expect(await ask(apiUrl)).toEqual({ kind: 'unknown', why: expect.stringMatching(why) });
  });

  it('is unknown where no answer comes', async () => {
    const { apiUrl } = await serve(() => undefined);
    const why = 'GitHub did not answer in time';
    expect(await ask(apiUrl, 1, RUN, 100)).toEqual({ kind: 'unknown', why });
  });

  it('is unknown where nobody listens', async () => {
    const { apiUrl } = await serve(() => undefined);
    server?.close();
    expect(await ask(apiUrl)).toMatchObject({
      kind: 'unknown',
      why: 'GitHub could not be reached',
    });
  });

  it.each([
    'https://elsewhere.example/shop/backend/actions/runs/77',
    'process 7 on host',
    `${SERVER}/../backend/actions/runs/77`,
    `${SERVER}/shop/../actions/runs/77`,
    `${RUN}/x`,
  ])('is not asked for where it is none of this server: %s', async (name) => {
    const { apiUrl, asked } = await serve(json(200, { status: 'completed' }));
    expect((await ask(apiUrl, 1, name)).kind).toBe('unknown');
    expect(asked).toEqual([]);
  });
});
