import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listChangedFiles } from '../../src/action/changed-files.js';
import { type GitHubServer, type GitHubState, serveGitHub } from '../fakes/github-server.js';

const SHA = '0123456789abcdef0123456789abcdef01234567';
const FILES = '/repos/shop/backend/pulls/12/files';
const PULLS = `/repos/shop/backend/commits/${SHA}/pulls`;

let folder: string;
let server: GitHubServer | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'files-'));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await server?.close();
});

interface Options {
  readonly state?: GitHubState;
  readonly event?: object;
  readonly token?: string;
  readonly limitMs?: number;
  readonly cancelled?: AbortSignal;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

const repo = (name: string) => ({ repo: { full_name: name } });
const pullRequest = (head = 'shop/backend') => ({
  pull_request: { number: 12, head: repo(head), base: repo('shop/backend') },
});

/** Lists once; what the server was asked is in `server`. */
async function list({ state, event, token = 'the-token', ...options }: Options = {}) {
  server = await serveGitHub(state);
  const path = join(folder, 'event.json');
  writeFileSync(path, JSON.stringify(event ?? pullRequest()));
  return await listChangedFiles({
    env: {
      GITHUB_API_URL: server.apiUrl,
      GITHUB_REPOSITORY: 'shop/backend',
      GITHUB_EVENT_NAME: event === undefined ? 'pull_request' : 'push',
      GITHUB_EVENT_PATH: path,
      GITHUB_SHA: SHA,
      ...options.env,
    },
    token: token === '' ? undefined : token,
    cancelled: options.cancelled ?? new AbortController().signal,
    limitMs: options.limitMs,
  });
}

const file = (filename: string, status = 'added', more: object = {}) => ({
  ...{ sha: 'x', filename, status, additions: 1, deletions: 0, changes: 1 },
  ...more,
});
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => file(`db/${String(index)}.sql`));
const askedFor = (...pages: readonly number[]) =>
  pages.map((page) => `GET ${FILES}?per_page=100&page=${String(page)}`);

describe('the files of a pull request', () => {
  it('are listed, with what happened to each', async () => {
    const hostile = 'db/a\n`|<b>\u202e::error::x';
    const files = [
      ...[file('db/1.sql'), file('db/2.sql', 'modified'), file('db/3.sql', 'removed')],
      file('db/5.sql', 'renamed', { previous_filename: 'db/4.sql' }),
      file('db/6.sql', 'copied', { previous_filename: 'db/1.sql' }),
      ...[file('db/7.sh', 'changed'), file(hostile, 'something new')],
    ];
    expect(await list({ state: { files: { 12: files } } })).toEqual({
      ...{ kind: 'known', pull: 12, isCut: false },
      files: [
        { path: 'db/1.sql', change: 'added' },
        { path: 'db/2.sql', change: 'changed' },
        { path: 'db/3.sql', change: 'removed' },
        { path: 'db/5.sql', change: 'renamed', from: 'db/4.sql' },
        { path: 'db/6.sql', change: 'added' },
        { path: 'db/7.sh', change: 'changed' },
        { path: hostile, change: 'changed' },
      ],
    });
    expect(server?.asked).toEqual(askedFor(1));
    expect([...(server?.tokens ?? [])]).toEqual(['token the-token']);
  });

  it.each([
    [0, [1]],
    [99, [1]],
    [100, [1, 2]],
    [250, [1, 2, 3]],
  ])('%d of them', async (count, pages) => {
    const found = await list({ state: { files: { 12: many(count) } } });
    expect(found).toMatchObject({ kind: 'known', isCut: false });
    expect(found.kind === 'known' && found.files.length).toBe(count);
    expect(server?.asked).toEqual(askedFor(...pages));
  });

  it('are 3,000 at most, and there may be more', async () => {
    const found = await list({ state: { files: { 12: many(3_001) } } });
    expect(found).toMatchObject({ kind: 'known', isCut: true });
    expect(found.kind === 'known' && found.files.length).toBe(3_000);
    expect(server?.asked).toHaveLength(30);
  });

  it('are found by the commit of another event', async () => {
    const pull = { number: 12, state: 'open', head: { sha: SHA }, merge_commit_sha: null };
    const state = { pulls: { [SHA]: [pull] }, files: { 12: [file('db/1.sql')] } };
    expect(await list({ event: {}, state })).toMatchObject({ kind: 'known', pull: 12 });
    expect(server?.asked).toEqual([`GET ${PULLS}`, ...askedFor(1)]);
  });

  it('are asked for once more where GitHub has trouble', async () => {
    const misbehave = (_asked: string, times: number) =>
      times === 1 ? { status: 502, message: 'Bad Gateway' } : undefined;
    const found = await list({ state: { files: { 12: many(1) }, misbehave } });
    expect(found).toMatchObject({ kind: 'known', files: [{ path: 'db/0.sql' }] });
  });
});

const refuse = (status: number, message: string, headers = {}): GitHubState => ({
  misbehave: () => ({ status, message, headers }),
});
const ADD = `Add "pull-requests: read" to the job's permissions.`;
const NO_PULL = 'Run the plan on "pull_request" events, or leave "migrations-path" out.';

describe('the files are not known', () => {
  it.each<readonly [string, Options, string]>([
    [
      'of a commit without a pull request',
      { event: {} },
      `Commit 0123456 belongs to no pull request. ${NO_PULL}`,
    ],
    [
      'of an issue',
      { event: { issue: { number: 5 } } },
      `Issue #5 is not a pull request. ${NO_PULL}`,
    ],
    [
      'without the permission',
      { state: refuse(403, 'Resource not accessible by integration') },
      `GitHub answered 403 (Resource not accessible by integration). ${ADD}`,
    ],
    [
      'without the permission, from a fork',
      { state: refuse(403, 'no'), event: pullRequest('mallory/backend') },
      `GitHub answered 403 (no). ${ADD}`,
    ],
    [
      'where the repository may not be seen',
      { state: refuse(404, 'Not Found') },
      `GitHub answered 404 (Not Found). ${ADD}`,
    ],
    [
      'with a wrong token',
      { state: refuse(401, 'Bad credentials') },
      'GitHub answered 401 (Bad credentials). Check the input "github-token".',
    ],
    [
      'without a token',
      { token: '' },
      'The input "github-token" is empty. Leave it out to use the token of the job.',
    ],
    [
      'after too many requests',
      { state: refuse(429, 'Slow down', { 'retry-after': '60' }) },
      'GitHub answered 429 (Slow down). It has had too many requests and asks to wait for 60 s.',
    ],
    [
      'without an answer',
      { state: { misbehave: () => 'never' }, limitMs: 200 },
      'GitHub did not answer in time.',
    ],
    [
      'without an answer to the second page',
      {
        state: {
          files: { 12: many(150) },
          misbehave: (asked) => (asked.endsWith('page=2') ? 'never' : undefined),
        },
        limitMs: 500,
      },
      'GitHub did not answer in time.',
    ],
    [
      'without a connection',
      { env: { GITHUB_API_URL: 'http://127.0.0.1:2/api/v3' } },
      'GitHub could not be reached (connect ECONNREFUSED 127.0.0.1:2).',
    ],
    [
      'where another answers',
      { state: { files: { 12: [{ status: 'added' }] } } },
      "The answer is not one of GitHub's API.",
    ],
    ['of a run that is cancelled', { cancelled: AbortSignal.abort() }, 'The run was cancelled.'],
  ])('%s', async (_title, options, why) => {
    expect(await list(options)).toEqual({ kind: 'unknown', why });
  });
});
