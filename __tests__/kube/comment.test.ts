import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { comment } from '../../src/action/comment.js';
import { diagnose } from '../../src/diagnosis/diagnose.js';
import type { CommentPolicy } from '../../src/inputs/comment.js';
import { NO_LINKS } from '../../src/report/links.js';
import { readMarker, writeMarker } from '../../src/comment/marker.js';
import { helmFailed, makeFacts, makeFailure, makeSeen } from '../fakes/facts.js';
import {
  BOT,
  type GitHubServer,
  type GitHubState,
  serveGitHub,
  type StoredComment,
} from '../fakes/github-server.js';

const SHA = '0123456789abcdef0123456789abcdef01234567';
const OLD = { release: 'app', namespace: 'shop', environment: 'deploy', run: '41/1' };
const COMMENTS = '/repos/shop/backend/issues/12/comments';

let folder: string;
let server: GitHubServer | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'comment-'));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await server?.close();
});

interface Options {
  readonly state?: GitHubState;
  readonly when?: CommentPolicy['when'];
  readonly environment?: string;
  readonly isDeployed?: boolean;
  readonly event?: object;
  readonly token?: string;
  readonly limitMs?: number;
  readonly cancelled?: AbortSignal;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

const pullRequest = (repository = 'shop/backend') => ({
  pull_request: {
    number: 12,
    head: { repo: { full_name: repository } },
    base: { repo: { full_name: 'shop/backend' } },
  },
});

/** Comments once, and returns all that was said, and what the server has then. */
async function run(options: Options = {}) {
  const made = await serveGitHub(options.state);
  server = made;
  const path = join(folder, 'event.json');
  writeFileSync(path, JSON.stringify(options.event ?? pullRequest()));
  const said: string[] = [];
  const warnings: string[] = [];
  const isDeployed = options.isDeployed ?? false;
  const failure = { seen: makeSeen({ hooks: [makeFailure()] }), helm: helmFailed() };
  const diagnosis = diagnose(makeFacts(isDeployed ? {} : failure));
  const results = {
    ...{ diagnosis, release: 'app', namespace: 'shop', seen: undefined, helmMs: 1 },
    ...{ helmExitCode: 1, logFile: undefined, summary: true, links: NO_LINKS },
  };
  const policy = { when: options.when ?? 'on-failure', environment: options.environment };
  const githubToken = options.token ?? 'the-token';
  await comment(
    results,
    { comment: policy, githubToken: githubToken === '' ? undefined : githubToken },
    {
      env: {
        GITHUB_API_URL: made.apiUrl,
        GITHUB_REPOSITORY: 'shop/backend',
        GITHUB_EVENT_NAME: options.event === undefined ? 'pull_request' : 'push',
        GITHUB_EVENT_PATH: path,
        GITHUB_SHA: SHA,
        GITHUB_JOB: 'deploy',
        GITHUB_RUN_ID: '42',
        GITHUB_RUN_ATTEMPT: '1',
        ...options.env,
      },
      cancelled: options.cancelled ?? new AbortController().signal,
      ...(options.limitMs === undefined ? {} : { limitMs: options.limitMs }),
      say: (text) => said.push(text),
      warn: (text) => warnings.push(text),
    },
  );
  return { said, warnings, asked: made.asked, tokens: made.tokens, comments: made.comments };
}

const old = (more: Partial<StoredComment> = {}): Omit<StoredComment, 'id'> => ({
  ...{ pull: 12, login: BOT, type: 'Bot' as const, body: `${writeMarker(OLD)}\nold` },
  ...more,
});
const chat = (count: number) =>
  Array.from({ length: count }, () => old({ login: 'octocat', type: 'User', body: 'LGTM' }));

describe('a deploy that failed', () => {
  it('is commented on', async () => {
    const { said, warnings, comments, tokens } = await run();
    expect(said).toEqual(['Commented on pull request #12.']);
    expect(warnings).toEqual([]);
    expect(comments).toHaveLength(1);
    expect(comments[0]?.pull).toBe(12);
    const body = comments[0]?.body ?? '';
    expect(readMarker(body)).toEqual({ ...OLD, run: '42/1' });
    expect(body.split('\n')[1]).toMatch(/^## ❌ .*: `app` in `shop`$/);
    expect([...tokens]).toEqual(['token the-token']);
  });

  it.each([
    ['the first page', 0, [1]],
    ['the third page', 230, [1, 2, 3]],
  ])('updates the comment of the run before, on %s', async (_title, before, pages) => {
    const { said, asked, comments } = await run({
      state: { comments: [...chat(before), old(), ...chat(3)] },
    });
    expect(said).toEqual(['Updated the comment on pull request #12.']);
    expect(asked.filter((it) => it.startsWith('GET'))).toEqual(
      pages.map((page) => `GET ${COMMENTS}?per_page=100&page=${String(page)}`),
    );
    expect(comments).toHaveLength(before + 4);
    expect(comments[before]?.body).toContain('## ❌');
  });

  it('leaves a comment alone with a marker that a person copied', async () => {
    const copy = old({ login: 'mallory', type: 'User' });
    const { comments } = await run({ state: { comments: [copy] } });
    expect(comments.map(({ login }) => login)).toEqual(['mallory', BOT]);
    expect(comments[0]?.body).toBe(copy.body);
  });

  it('has its named environment in the comment', async () => {
    const { comments } = await run({ environment: 'a@b' });
    expect(comments[0]?.body).toMatch(/<sub>Environment: a@\u200bb<\/sub>$/);
  });
});

describe('a deploy that succeeded', () => {
  it('removes the comment of a failure', async () => {
    const { said, comments } = await run({
      ...{ isDeployed: true, state: { comments: [old(), old({ pull: 13 })] } },
    });
    expect(said).toEqual(['Removed the comment on pull request #12: the deploy has succeeded.']);
    expect(comments.map(({ pull }) => pull)).toEqual([13]);
  });

  it('says nothing where nothing was', async () => {
    const { said, comments } = await run({ isDeployed: true });
    expect(said).toEqual(['Nothing to say on pull request #12: the deploy has succeeded.']);
    expect(comments).toEqual([]);
  });

  it('is commented on where that is asked for', async () => {
    const { comments } = await run({ isDeployed: true, when: 'always' });
    expect(comments[0]?.body).toContain('## ✅ Deployed: `app` in `shop`');
  });
});

describe('a push', () => {
  const event = { after: SHA };
  const path = `GET /repos/shop/backend/commits/${SHA}/pulls`;

  it('is commented on on the pull request of its commit', async () => {
    const pull = { number: 12, state: 'closed', head: { sha: 'x' }, merge_commit_sha: SHA };
    const { said, asked } = await run({ event, state: { pulls: { [SHA]: [pull] } } });
    expect(asked[0]).toBe(path);
    expect(said).toEqual(['Commented on pull request #12.']);
  });

  it('without a pull request is one line of the log', async () => {
    const { said, warnings, asked } = await run({ event });
    expect(said).toEqual(['Commit 0123456 belongs to no pull request: no comment is written.']);
    expect(warnings).toEqual([]);
    expect(asked).toEqual([path]);
  });
});

const refuse = (status: number, message: string, headers = {}): GitHubState => ({
  misbehave: (asked) =>
    asked.startsWith('POST /repos') ? { status, message, headers } : undefined,
});
const FAILED = 'The comment on pull request #12 could not be brought up to date:';
const FINE = 'The deploy is not affected.';

describe('what fails is one warning', () => {
  it.each<readonly [string, Options, string]>([
    [
      'a token that is not valid',
      { state: { misbehave: () => ({ status: 401, message: 'Bad credentials' }) } },
      'GitHub answered 401 (Bad credentials). Check the input "github-token".',
    ],
    [
      'a missing permission',
      { state: refuse(403, 'Resource not accessible by integration') },
      `GitHub answered 403 (Resource not accessible by integration). Add "pull-requests: write" to the job's permissions; runs of pull requests from forks cannot have it.`,
    ],
    [
      'a pull request from a fork',
      {
        state: refuse(403, 'Resource not accessible by integration'),
        ...{ event: pullRequest('mallory/backend'), env: { GITHUB_EVENT_NAME: 'pull_request' } },
      },
      'GitHub answered 403 (Resource not accessible by integration). The pull request comes from a fork, and its runs cannot have the permission "pull-requests: write".',
    ],
    [
      'a repository that may not be seen',
      { state: refuse(404, 'Not Found') },
      `GitHub answered 404 (Not Found). Add "pull-requests: write" to the job's permissions; runs of pull requests from forks cannot have it.`,
    ],
    [
      'a refused text',
      { state: refuse(422, 'Validation Failed') },
      'GitHub answered 422 (Validation Failed). It did not accept the request.',
    ],
    [
      'too many requests',
      { state: refuse(429, 'Too many requests', { 'retry-after': '60' }) },
      'GitHub answered 429 (Too many requests). It has had too many requests and asks to wait for 60 s.',
    ],
    [
      'a secondary limit',
      {
        state: refuse(403, 'You have exceeded a secondary rate limit.', { 'retry-after': '60' }),
      },
      'GitHub answered 403 (You have exceeded a secondary rate limit.). It has had too many requests and asks to wait for 60 s.',
    ],
    [
      'trouble of its own, when it may have written the comment',
      { state: refuse(500, 'Oops') },
      'GitHub answered 500 (Oops).',
    ],
    [
      'no answer',
      { state: { misbehave: () => 'never' }, limitMs: 200 },
      'GitHub did not answer in time.',
    ],
    [
      'nobody there',
      { env: { GITHUB_API_URL: 'http://127.0.0.1:2/api/v3' } },
      'GitHub could not be reached (connect ECONNREFUSED 127.0.0.1:2).',
    ],
    ['a run that is cancelled', { cancelled: AbortSignal.abort() }, 'The run was cancelled.'],
    [
      'no token',
      { token: '' },
      'The input "github-token" is empty. Leave it out to use the token of the job.',
    ],
  ])('%s', async (_title, options, why) => {
    const { said, warnings, comments } = await run(options);
    expect(warnings).toEqual([`${FAILED} ${why} ${FINE}`]);
    expect(said).toEqual([]);
    expect(comments).toEqual([]);
  });

  it('on a pull request that is not known either', async () => {
    const misbehave = () => ({ status: 403, message: 'no' });
    const { warnings } = await run({ event: {}, state: { misbehave } });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^The comment on the pull request could not be .* 403 \(no\)/);
  });

  it('not what the comment would be', async () => {
    const { warnings, asked } = await run({ state: refuse(500, 'Oops') });
    expect(warnings).toHaveLength(1);
    expect(asked.filter((it) => it.startsWith('POST /repos'))).toHaveLength(1);
  });
});

describe('is tried once more', () => {
  it.each([
    ['what failed on the side of GitHub', { status: 502, message: 'Bad Gateway' }],
    [
      'what is to come a second later',
      { status: 403, message: 'secondary rate limit', headers: { 'retry-after': '1' } },
    ],
  ])('%s', async (_title, wrong) => {
    const misbehave = (asked: string, times: number) =>
      asked.startsWith('GET') && times === 1 ? wrong : undefined;
    const { said, asked } = await run({ state: { misbehave } });
    expect(said).toEqual(['Commented on pull request #12.']);
    expect(asked.filter((it) => it.startsWith('GET'))).toHaveLength(2);
  });
});
