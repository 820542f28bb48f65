import { getOctokit } from '@actions/github';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { randomUUID } from 'node:crypto';

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

/** The clients, and what each request of theirs has in common. */
export interface Session {
  readonly client: Client;
  /** The plugin takes what is GraphQL for a write, of which it lets one a second through. */
  readonly asking: Client;
  readonly place: {
    readonly owner: string;
    readonly repo: string;
    readonly request: { readonly signal: AbortSignal };
  };
}

type Client = ReturnType<typeof connect>;

/** Longer is not waited for: the plugin's pause cannot be ended, and would keep the step alive. */
const WAIT_SECONDS = 2;
/** A refused request is refused again; 429 is the throttling plugin's. */
const FINAL = [400, 401, 403, 404, 410, 422, 429, 451];

/** GitHub's API (2022-11-28). What fails on GitHub's side is tried once more, after a second. */
export function openSession({ token, apiUrl, repository, signal }: Place): Session {
  const [owner = '', repo = ''] = repository.split('/');
  return {
    client: connect(token, apiUrl),
    asking: connect(token, apiUrl),
    place: { owner, repo, request: { signal } },
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
