import { expect, it } from '@jest/globals';
import {
  ADVICE_ON_READING,
  adviseOnWriting,
  explainFailure,
  readFailure,
} from '../../../src/comment/failure.js';

const answer = (status: number, message: unknown, headers: object = {}) =>
  Object.assign(new Error(`${String(message)} - https://docs.github.com`), {
    status,
    response: { status, headers, data: { message } },
  });
const ADD = `Add "pull-requests: write" to the job's permissions; runs of pull requests from forks cannot have it.`;

it.each<readonly [string, unknown, string]>([
  [
    'a wrong token',
    answer(401, 'Bad credentials'),
    'GitHub answered 401 (Bad credentials). Check the input "github-token".',
  ],
  [
    'a missing permission',
    answer(403, 'Resource not accessible by integration'),
    `GitHub answered 403 (Resource not accessible by integration). ${ADD}`,
  ],
  ['what may not be seen', answer(404, 'Not Found'), `GitHub answered 404 (Not Found). ${ADD}`],
  [
    'a wrong request',
    answer(422, 'Validation Failed'),
    'GitHub answered 422 (Validation Failed). It did not accept the request.',
  ],
  [
    'too many requests',
    answer(429, 'Slow down', { 'retry-after': '60' }),
    'GitHub answered 429 (Slow down). It has had too many requests and asks to wait for 60 s.',
  ],
  [
    'too many requests, with a 403',
    answer(403, 'You have exceeded a secondary rate limit', { 'retry-after': '30' }),
    'GitHub answered 403 (You have exceeded a secondary rate limit). It has had too many requests and asks to wait for 30 s.',
  ],
  [
    'too many requests this hour',
    answer(403, 'API rate limit exceeded', { 'x-ratelimit-remaining': '0' }),
    'GitHub answered 403 (API rate limit exceeded). It has had too many requests.',
  ],
  ['trouble of its own', answer(500, undefined), 'GitHub answered 500.'],
  [
    'an answer that is a page',
    Object.assign(new Error('x'), { status: 502, response: { data: '<html>' } }),
    'GitHub answered 502.',
  ],
  [
    'no connection, which the client calls a 500',
    Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { status: 500 }),
    'GitHub could not be reached (connect ECONNREFUSED 127.0.0.1:1).',
  ],
  [
    'no connection, told in the cause of the cause',
    Object.assign(new Error('x'), {
      status: 500,
      cause: {
        message: 'fetch failed',
        cause: { message: 'getaddrinfo ENOTFOUND github.example' },
      },
    }),
    'GitHub could not be reached (getaddrinfo ENOTFOUND github.example).',
  ],
  ['what is no answer', new Error('The answer is odd'), 'The answer is odd.'],
  [
    'words that are commands, and long',
    answer(500, `a\n::error::b${'x'.repeat(300)}`),
    `GitHub answered 500 (a ::error::b${'x'.repeat(187)}…).`,
  ],
])('%s', (_title, error, text) => {
  expect(explainFailure(readFailure(error), adviseOnWriting(false))).toBe(text);
});

it.each([403, 404])('%d from a fork', (status) => {
  expect(explainFailure(readFailure(answer(status, 'no')), adviseOnWriting(true))).toBe(
    `GitHub answered ${String(status)} (no). The pull request comes from a fork, and its runs cannot have the permission "pull-requests: write".`,
  );
});

it.each([403, 404])('%d where a pull request is read', (status) => {
  expect(explainFailure(readFailure(answer(status, 'no')), ADVICE_ON_READING)).toBe(
    `GitHub answered ${String(status)} (no). Add "pull-requests: read" to the job's permissions.`,
  );
});
