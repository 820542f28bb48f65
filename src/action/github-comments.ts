import { getOctokit } from '@actions/github';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { randomUUID } from 'node:crypto';
import type { FoundComment } from '../comment/choose.js';
import type { GitHub } from '../comment/comment.js';
import type { Pull } from '../comment/pull-request.js';
import { mappingOf } from '../text/yaml.js';

/** The client tells of deprecations and waits on the console, which is the workflow's log. */
const nothing = () => undefined;
const SILENT = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** Where GitHub is, what it is asked with, and until when. */
export interface Place {
  readonly token: string;
  /** `https://api.github.com`, or the API of a GitHub Enterprise Server. */
  readonly apiUrl: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly signal: AbortSignal;
}

/** The most comments that come at once. */
const PAGE = 100;

const NO_ANSWER = "The answer is not one of GitHub's API";

/** Longer is not waited for: the plugin's pause cannot be ended, and would keep the step alive. */
const WAIT_SECONDS = 2;
/** A refused request is refused again; 429 is the throttling plugin's. */
const FINAL = [400, 401, 403, 404, 410, 422, 429, 451];

/**
 * GitHub's REST API (2022-11-28) as far as comments need it: https://docs.github.com/en/rest/issues/comments.
 * What fails on GitHub's side is tried once more, after a second; a comment is created once at most.
 */
export function openGitHub({ token, apiUrl, repository, signal }: Place): GitHub {
  const client = connect(token, apiUrl);
  // The plugin takes what is GraphQL for a write, of which it lets one a second through.
  const asking = connect(token, apiUrl);
  const [owner = '', repo = ''] = repository.split('/');
  const place = { owner, repo, request: { signal } };
  return {
    listPulls: async (sha) => {
      const route = 'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls';
      const { data } = await client.request(route, { ...place, commit_sha: sha });
      return checkList(data).map(toPull);
    },
    askViewer: async () => {
      const query = 'query { viewer { login } }';
      const answer: unknown = await asking.graphql(query, { request: { signal } });
      return readLogin(answer);
    },
    listComments: (pull) =>
      collect(async (page) => {
        const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
        const asked = { ...place, issue_number: pull, per_page: PAGE, page };
        return checkList((await client.request(route, asked)).data).map(toComment);
      }),
    create: async (pull, body) => {
      const once = { ...place, request: { signal, retries: 0 } };
      const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
      await client.request(route, { ...once, issue_number: pull, body });
    },
    update: async (id, body) => {
      const route = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';
      await client.request(route, { ...place, comment_id: id, body });
    },
    remove: async (id) => {
      const route = 'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}';
      await client.request(route, { ...place, comment_id: id });
    },
  };
}

/** A `request` among these options would take the place of the proxy's; each call has its own instead. */
function connect(token: string, apiUrl: string) {
  // The plugin hands over [seconds, options, client, retried].
  const waits = (...told: readonly [number, unknown, unknown, number]) =>
    told[0] <= WAIT_SECONDS && told[3] === 0;
  const options = {
    baseUrl: apiUrl,
    log: SILENT,
    retry: { retries: 1, doNotRetry: FINAL },
    throttle: { id: randomUUID(), onRateLimit: waits, onSecondaryRateLimit: waits },
  };
  return getOctokit(token, options, retry, throttling);
}

/**
 * All pages of a list: only the last one is not full. The client's own `paginate` drops the signal, and a request
 * that nobody answers keeps the step alive.
 */
async function collect<Item>(
  load: (page: number) => Promise<readonly Item[]>,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  for (let page = 1; ; page++) {
    const items = await load(page);
    all.push(...items);
    if (items.length < PAGE) return all;
  }
}

/** A proxy may answer with a page of its own. */
function checkList<Item>(list: readonly Item[]): readonly Item[] {
  if (!(list instanceof Array)) throw new Error(NO_ANSWER);
  return list;
}

function readLogin(answer: unknown): string {
  const { login } = mappingOf(mappingOf(answer)['viewer']);
  if (typeof login !== 'string') throw new Error(NO_ANSWER);
  return login;
}

function toPull(pull: {
  readonly number: number;
  readonly state: string;
  readonly head: { readonly sha: string };
  readonly merge_commit_sha: string | null;
}): Pull {
  const { number, state, head, merge_commit_sha: mergeSha } = pull;
  return { number, isOpen: state === 'open', headSha: head.sha, mergeSha: mergeSha ?? '' };
}

function toComment(comment: {
  readonly id: number | bigint;
  readonly body?: string;
  readonly user: { readonly login: string; readonly type?: string } | null;
}): FoundComment {
  const { id, body, user } = comment;
  return {
    id: Number(id),
    body: body ?? '',
    login: user?.login ?? '',
    isBot: user?.type === 'Bot',
  };
}
