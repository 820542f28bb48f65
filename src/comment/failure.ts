import { escapeLine } from '../text/escape.js';
import { cutText } from '../text/format.js';
import { isMapping, mappingOf } from '../text/yaml.js';

/** An answer of GitHub's that is no good one. */
interface Refusal {
  readonly kind: 'refused';
  readonly status: number;
  /** GitHub's own words; empty where there are none. */
  readonly message: string;
  /** It has had too many requests. */
  readonly isLimit: boolean;
  /** How long it asks to wait. */
  readonly waitSeconds: number | undefined;
}

/** Why GitHub did not do what it was asked to. */
export type Failure =
  | Refusal
  | { readonly kind: 'unreachable'; readonly why: string }
  | { readonly kind: 'other'; readonly why: string };

const MESSAGE_LENGTH = 200;

/**
 * Reads an error of GitHub's client. It calls a broken connection a 500, too; only an answer has a `response`.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export function readFailure(error: unknown): Failure {
  const { status, response } = mappingOf(error);
  const why = clean(readCause(error));
  if (typeof status !== 'number') return { kind: 'other', why };
  if (!isMapping(response)) return { kind: 'unreachable', why };
  const headers = mappingOf(response['headers']);
  const { message } = mappingOf(response['data']);
  const waitSeconds = Number(headers['retry-after']) || undefined;
  return {
    kind: 'refused',
    status,
    message: typeof message === 'string' ? clean(message) : '',
    isLimit:
      status === 429 || headers['x-ratelimit-remaining'] === '0' || waitSeconds !== undefined,
    waitSeconds,
  };
}

/** What to do where the right to read a pull request is missing. A run of a pull request from a fork may have it. */
export const ADVICE_ON_READING = 'Add "pull-requests: read" to the job\'s permissions.';

/** What to do where the right to write is missing; `isReadOnly` where the pull request comes from a fork. */
export function adviseOnWriting(isReadOnly: boolean): string {
  return isReadOnly
    ? 'The pull request comes from a fork, and its runs cannot have the permission "pull-requests: write".'
    : `Add "pull-requests: write" to the job's permissions; runs of pull requests from forks cannot have it.`;
}

/** What happened, and what to do, as sentences; `onRefusal` says what to do where a right is missing. */
export function explainFailure(failure: Failure, onRefusal: string): string {
  switch (failure.kind) {
    case 'refused':
      return explainRefusal(failure, onRefusal);
    case 'unreachable':
      return `GitHub could not be reached (${failure.why}).`;
    case 'other':
      return `${failure.why}.`;
    default:
      return failure satisfies never;
  }
}

function explainRefusal(refusal: Refusal, onRefusal: string): string {
  const { status, message, isLimit, waitSeconds } = refusal;
  const answer = `GitHub answered ${String(status)}${message === '' ? '' : ` (${message})`}.`;
  const advice = isLimit ? explainLimit(waitSeconds) : advise(status, onRefusal);
  return [answer, advice].filter((text) => text !== '').join(' ');
}

function explainLimit(waitSeconds: number | undefined): string {
  const wait = waitSeconds === undefined ? '' : ` and asks to wait for ${String(waitSeconds)} s`;
  return `It has had too many requests${wait}.`;
}

function advise(status: number, onRefusal: string): string {
  switch (status) {
    case 401:
      return 'Check the input "github-token".';
    case 403:
    case 404:
      return onRefusal;
    case 422:
      return 'It did not accept the request.';
    default:
      return '';
  }
}

/** The first cause says most: the client's own words are `fetch failed`. */
function readCause(error: unknown, depth = 0): string {
  const { cause, message } = mappingOf(error);
  if (isMapping(cause) && depth < 5) return readCause(cause, depth + 1);
  return typeof message === 'string' ? message : 'no reason is given';
}

function clean(text: string): string {
  return cutText(escapeLine(text), MESSAGE_LENGTH);
}
