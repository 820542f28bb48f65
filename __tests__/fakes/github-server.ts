import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One comment on a pull request, as GitHub keeps it. */
export interface StoredComment {
  readonly id: number;
  readonly pull: number;
  readonly login: string;
  readonly type: 'Bot' | 'User';
  body: string;
}

/** What the server answers instead of doing what it is asked; `undefined` answers as GitHub does. */
export type Misbehave = (
  asked: string,
  times: number,
) =>
  | { readonly status: number; readonly message: string; readonly headers?: Record<string, string> }
  | 'never'
  | undefined;

export interface GitHubServer {
  readonly apiUrl: string;
  /** Every request, as `POST /repos/…`, in order. */
  readonly asked: string[];
  /** The tokens of all requests, each once. */
  readonly tokens: ReadonlySet<string>;
  readonly comments: readonly StoredComment[];
  readonly close: () => Promise<void>;
}

export interface GitHubState {
  readonly comments?: readonly Omit<StoredComment, 'id'>[];
  /** Pull requests by commit. */
  readonly pulls?: Readonly<Record<string, readonly object[]>>;
  /** Files of pull requests, by their numbers. */
  readonly files?: Readonly<Record<string, readonly object[]>>;
  /** The token's user, as GraphQL names it. */
  readonly viewer?: string;
  readonly misbehave?: Misbehave;
}

export const BOT = 'github-actions[bot]';
const BASE = '/api/v3';

/**
 * The part of GitHub's API that comments need, on loopback, with the paths of a GitHub Enterprise Server:
 * comments of issues and files of pull requests with their pages, the pull requests of a commit, and GraphQL's `viewer`.
 */
export async function serveGitHub(state: GitHubState = {}): Promise<GitHubServer> {
  let nextId = 1;
  const comments: StoredComment[] = (state.comments ?? []).map((it) => ({ id: nextId++, ...it }));
  const asked: string[] = [];
  const tokens = new Set<string>();
  const routes = makeRoutes(state, comments, () => nextId++);
  const server = createServer((request, response) => {
    void take(request).then((body) => {
      const name = `${request.method ?? ''} ${(request.url ?? '').replace(BASE, '')}`;
      asked.push(name);
      tokens.add(request.headers.authorization ?? '');
      const times = asked.filter((other) => other === name).length;
      const wrong = state.misbehave?.(name, times);
      if (wrong === 'never') return;
      if (wrong !== undefined)
        send(response, wrong.status, { message: wrong.message }, wrong.headers);
      else answer(routes, { name, body, response });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    apiUrl: `http://127.0.0.1:${String(port)}${BASE}`,
    asked,
    tokens,
    comments,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Call {
  readonly groups: Readonly<Record<string, string>>;
  readonly body: string;
  readonly response: ServerResponse;
}
type Route = readonly [RegExp, (call: Call) => void];

function makeRoutes(
  { pulls = {}, files = {}, viewer = BOT }: GitHubState,
  comments: StoredComment[],
  takeId: () => number,
): readonly Route[] {
  const repo = String.raw`/repos/shop/backend`;
  const find = ({ id }: Call['groups']) => comments.find((it) => String(it.id) === id);
  return [
    [
      /^POST \/api\/graphql$/,
      ({ response }) => send(response, 200, { data: { viewer: { login: viewer } } }),
    ],
    [
      new RegExp(`^GET ${repo}/commits/(?<sha>\\w+)/pulls$`),
      ({ groups, response }) => send(response, 200, pulls[groups['sha'] ?? ''] ?? []),
    ],
    [
      new RegExp(
        `^GET ${repo}/issues/(?<pull>\\d+)/comments\\?per_page=(?<size>\\d+)&page=(?<page>\\d+)$`,
      ),
      ({ groups, response }) => sendPage(response, comments, groups),
    ],
    [
      new RegExp(
        `^GET ${repo}/pulls/(?<pull>\\d+)/files\\?per_page=(?<size>\\d+)&page=(?<page>\\d+)$`,
      ),
      ({ groups, response }) =>
        send(response, 200, cutPage(files[groups['pull'] ?? ''] ?? [], groups)),
    ],
    [
      new RegExp(`^POST ${repo}/issues/(?<pull>\\d+)/comments$`),
      ({ groups, body, response }) => {
        const made = { pull: Number(groups['pull']), login: viewer, type: 'Bot' as const };
        const comment = { id: takeId(), ...made, body: readBody(body) };
        comments.push(comment);
        send(response, 201, describe(comment));
      },
    ],
    [
      new RegExp(`^PATCH ${repo}/issues/comments/(?<id>\\d+)$`),
      ({ groups, body, response }) => {
        const comment = find(groups);
        if (comment === undefined) {
          send(response, 404, { message: 'Not Found' });
          return;
        }
        comment.body = readBody(body);
        send(response, 200, describe(comment));
      },
    ],
    [
      new RegExp(`^DELETE ${repo}/issues/comments/(?<id>\\d+)$`),
      ({ groups, response }) => {
        const comment = find(groups);
        if (comment === undefined) {
          send(response, 404, { message: 'Not Found' });
          return;
        }
        comments.splice(comments.indexOf(comment), 1);
        response.writeHead(204).end();
      },
    ],
  ];
}

function answer(
  routes: readonly Route[],
  { name, body, response }: { readonly name: string } & Omit<Call, 'groups'>,
): void {
  for (const [pattern, act] of routes) {
    const found = pattern.exec(name);
    if (found !== null) {
      act({ groups: { ...found.groups }, body, response });
      return;
    }
  }
  send(response, 404, { message: `The fake does not know ${name}` });
}

function sendPage(
  response: ServerResponse,
  comments: readonly StoredComment[],
  groups: Call['groups'],
): void {
  const all = comments.filter((it) => String(it.pull) === groups['pull']);
  send(response, 200, cutPage(all, groups).map(describe));
}

function cutPage<Item>(
  all: readonly Item[],
  { size = '', page = '' }: Call['groups'],
): readonly Item[] {
  const from = (Number(page) - 1) * Number(size);
  return all.slice(from, from + Number(size));
}

function describe({ id, body, login, type }: StoredComment) {
  return { id, body, user: { login, type } };
}

function readBody(json: string): string {
  return String((JSON.parse(json) as { readonly body?: unknown }).body);
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
    .end(JSON.stringify(body));
}

async function take(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
