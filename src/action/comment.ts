import { readFileSync } from 'node:fs';
import { putComment, type Request } from '../comment/comment.js';
import { explainFailure, readFailure } from '../comment/failure.js';
import { type Event, findOrigin, type Origin } from '../comment/pull-request.js';
import { isGood } from '../diagnosis/diagnosis.js';
import type { Inputs } from '../inputs/inputs.js';
import { escapePlainText } from '../text/escape.js';
import { renderComment } from '../report/comment.js';
import type { Published } from '../run/frontend.js';
import { untilAborted } from '../time/pulse.js';

/** Whom GitHub is asked for, and until when. */
export interface CommentWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborts when nothing more may be begun. */
  readonly cancelled: AbortSignal;
  /** For all requests together. */
  readonly limitMs?: number;
  /** A line of the log, and a warning; both are of plain text. */
  readonly say: (text: string) => void;
  readonly warn: (text: string) => void;
}

/** What of the inputs says how to comment. */
type CommentInputs = Pick<Inputs, 'comment' | 'githubToken'> & Partial<Pick<Inputs, 'command'>>;

const LIMIT_MS = 10_000;

/**
 * Keeps the comment on the run's pull request. Never throws, and ends in time: what fails is one warning. No secret may
 * be left in `published`.
 */
export async function comment(
  published: Published,
  inputs: CommentInputs,
  { env, cancelled, limitMs = LIMIT_MS, say, warn }: CommentWorld,
): Promise<void> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), limitMs);
  const signal = AbortSignal.any([cancelled, limit.signal]);
  const origin = findOrigin(readEvent(env));
  try {
    const request = { origin, ...makeRequest(published, inputs, env) };
    const work = put(request, { token: inputs.githubToken, env, signal });
    // The client's pauses know no signal: they go on, and nobody waits for them.
    say(escapePlainText(await Promise.race([work, rejectOn(signal)])));
  } catch (error) {
    warn(escapePlainText(describe(error, origin, { cancelled, limit: limit.signal })));
  } finally {
    clearTimeout(timer);
  }
}

function makeRequest(
  published: Published,
  { comment: policy, command }: CommentInputs,
  env: CommentWorld['env'],
): Omit<Request, 'origin'> {
  const { release, namespace, diagnosis, links } = published;
  const { GITHUB_JOB: job = '', GITHUB_RUN_ID: id = '', GITHUB_RUN_ATTEMPT: attempt = '1' } = env;
  const kind = command === 'plan' ? command : undefined;
  const environment = policy.environment ?? job;
  return {
    marker: { release, namespace, environment, kind, run: `${id}/${attempt}` },
    isWanted: policy.when === 'always' || !isGood(diagnosis),
    isNamed: policy.environment !== undefined,
    renderBody: () => renderComment(diagnosis, published, links),
  };
}

interface Asking {
  readonly token: string | undefined;
  readonly env: CommentWorld['env'];
  readonly signal: AbortSignal;
}

/** GitHub's client is loaded here, so that a run without comments does not read it. */
async function put(request: Request, { token, env, signal }: Asking): Promise<string> {
  const { GITHUB_API_URL: apiUrl, GITHUB_REPOSITORY: repository } = env;
  if (token === undefined) throw new Error('The input "github-token" is empty');
  if (!apiUrl || !repository)
    throw new Error('$GITHUB_API_URL or $GITHUB_REPOSITORY is not set, as in a workflow');
  const { openGitHub } = await import('./github-comments.js');
  return await putComment(openGitHub({ token, apiUrl, repository, signal }), request);
}

/** An event that cannot be read tells of no pull request; the commit may. */
function readEvent(env: CommentWorld['env']): Event {
  const { GITHUB_EVENT_NAME: name = '', GITHUB_SHA: sha = '', GITHUB_EVENT_PATH: path } = env;
  try {
    return { name, sha, payload: JSON.parse(readFileSync(path ?? '', 'utf8')) as unknown };
  } catch {
    return { name, sha, payload: undefined };
  }
}

async function rejectOn(signal: AbortSignal): Promise<never> {
  await untilAborted(signal);
  throw new Error('There was no time left');
}

interface Limits {
  readonly cancelled: AbortSignal;
  readonly limit: AbortSignal;
}

/** What is missing, why, and that nothing else is. */
function describe(error: unknown, origin: Origin, limits: Limits): string {
  const isPull = origin.kind === 'pull-request';
  const pull = isPull ? `pull request #${String(origin.number)}` : 'the pull request';
  const why = explain(error, { isReadOnly: isPull && origin.isReadOnly, ...limits });
  return `The comment on ${pull} could not be brought up to date: ${why} The deploy is not affected.`;
}

function explain(
  error: unknown,
  { isReadOnly, cancelled, limit }: Limits & { readonly isReadOnly: boolean },
): string {
  if (cancelled.aborted) return 'the run was cancelled.';
  if (limit.aborted) return 'GitHub did not answer in time.';
  return explainFailure(readFailure(error), isReadOnly);
}
