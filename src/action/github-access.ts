import { explainFailure, readFailure } from '../comment/failure.js';
import type { Frontend } from '../run/frontend.js';
import { untilAborted } from '../time/pulse.js';
import type { Place, Session } from './github-client.js';

/** With what GitHub is asked, and until when. */
export interface Asking {
  readonly env: Frontend['env'];
  readonly token: string | undefined;
  /** Aborts when nothing more may be begun. */
  readonly cancelled: AbortSignal;
  /** For all requests together. */
  readonly limitMs?: number | undefined;
  /** What to do where the token lacks a right. */
  readonly onRefusal: string;
}

/** What GitHub answered; else why it did not, and what to do, as sentences. */
export type Answered<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly why: string };

const LIMIT_MS = 10_000;
const NO_TOKEN = 'The input "github-token" is empty. Leave it out to use the token of the job';

/** Asks GitHub's API. Never throws, and ends in time. */
export async function askGitHub<Answer>(
  ask: (session: Session) => Promise<Answer>,
  { env, token, cancelled, limitMs = LIMIT_MS, onRefusal }: Asking,
): Promise<Answered<Answer>> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), limitMs);
  const signal = AbortSignal.any([cancelled, limit.signal]);
  try {
    const work = open(env, token, signal).then(ask);
    // The client's pauses know no signal: they go on, and nobody waits for them.
    return { kind: 'answered', answer: await Promise.race([work, rejectOn(signal)]) };
  } catch (error) {
    if (cancelled.aborted) return { kind: 'failed', why: 'The run was cancelled.' };
    if (limit.signal.aborted) return { kind: 'failed', why: 'GitHub did not answer in time.' };
    return { kind: 'failed', why: explainFailure(readFailure(error), onRefusal) };
  } finally {
    clearTimeout(timer);
  }
}

/** GitHub's client is loaded here, so that a run that asks nothing does not read it. */
async function open(
  { GITHUB_API_URL: apiUrl, GITHUB_REPOSITORY: repository }: Frontend['env'],
  token: string | undefined,
  signal: Place['signal'],
): Promise<Session> {
  if (token === undefined) throw new Error(NO_TOKEN);
  if (!apiUrl || !repository)
    throw new Error('$GITHUB_API_URL or $GITHUB_REPOSITORY is not set, as in a workflow');
  const { openSession } = await import('./github-client.js');
  return openSession({ token, apiUrl, repository, signal });
}

async function rejectOn(signal: AbortSignal): Promise<never> {
  await untilAborted(signal);
  throw new Error('There was no time left');
}
