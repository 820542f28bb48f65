import { expect, it } from '@jest/globals';
import { causeOfError } from '../../../src/diagnosis/error-cause.js';
import { explainLogin } from '../../../src/diagnosis/login-causes.js';
import type { LoginPlace } from '../../../src/inputs/registry-login.js';

const REGISTRY: LoginPlace = { kind: 'registry', host: 'r.example:5000' };
const REPOSITORY: LoginPlace = { kind: 'repository', url: 'https://c.example' };
const AT = 'Error: authenticating to "r.example:5000": Get "https://r.example:5000/v2/":';
const INDEX =
  'Error: looks like "https://c.example" is not a valid chart repository or cannot be reached:';

const explain = (place: LoginPlace, line: string, seconds?: number) =>
  explainLogin({ place, username: 'bot', password: 'hush-hush' }, [line], seconds);

/** What Helm 3.22.0 and 4.3.1 say, the same words. */
it.each([
  [
    REGISTRY,
    `${AT} response status code 401: unauthorized: authentication required`,
    'Check "registry-username"',
  ],
  [REGISTRY, `${AT} response status code 403: denied: no`, 'Check "registry-username"'],
  [
    REGISTRY,
    `${AT} tls: failed to verify certificate: x509: certificate signed by unknown authority`,
    'does not trust',
  ],
  [
    REGISTRY,
    `${AT} dial tcp 10.0.0.1:5000: connect: connection refused`,
    'cannot reach it. Check the address in "chart"',
  ],
  [REGISTRY, `${AT} dial tcp: lookup r.example on 10.0.0.2:53: no such host`, 'cannot reach it'],
  [REGISTRY, `${AT} http: server gave HTTP response to HTTPS client`, '"--plain-http"'],
  [REGISTRY, `${AT} response status code 503: Service Unavailable`, 'error of its own'],
  [
    REGISTRY,
    `${AT} response status code 404: Not Found`,
    'There is no registry at this address. Check "chart".',
  ],
  [
    REGISTRY,
    'Error: something new',
    'Check "registry-username", "registry-password" and the address.',
  ],
  [
    REPOSITORY,
    `${INDEX} failed to fetch https://c.example/index.yaml : 401 Unauthorized`,
    'Check "registry-username"',
  ],
  [
    REPOSITORY,
    `${INDEX} Get "https://c.example/index.yaml": dial tcp 10.0.0.1:443: i/o timeout`,
    'cannot reach it. Check the address in "repo"',
  ],
  [
    REPOSITORY,
    `${INDEX} Get "https://c.example/index.yaml": tls: failed to verify certificate: x509: certificate signed by unknown authority`,
    '--ca-file',
  ],
  [
    REPOSITORY,
    `${INDEX} failed to fetch https://c.example/index.yaml : 404 Not Found`,
    'There is no chart repository at this address. Check "repo".',
  ],
] as const)('%j: %s', (place, line, advice) => {
  const error = explain(place, line);
  expect(error.message).toContain(line.slice('Error: '.length));
  expect(error.hint).toContain(advice);
  expect([error.code, causeOfError(error)]).toEqual(['login-failed', 'repository']);
});

it('names the place, the user and what helm says', () => {
  expect(explain(REGISTRY, 'Error: no').message).toBe(
    'helm cannot log in to the registry r.example:5000 as "bot": no',
  );
  expect(explain(REPOSITORY, 'Error: no').message).toBe(
    'helm cannot log in to the chart repository https://c.example as "bot": no',
  );
});

it('says how long it waited for a registry that does not answer', () => {
  const { message, hint } = explain(REGISTRY, '', 60);
  expect(message).toMatch(/: it did not answer within 60 s$/);
  expect(hint).toMatch(/^The runner cannot reach it\./);
});
