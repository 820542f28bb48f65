import { describe, expect, it } from '@jest/globals';
import { makeLinks } from '../../../src/report/links.js';

const RUN = {
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'acme/shop',
  GITHUB_SHA: 'abc',
  GITHUB_RUN_ID: '42',
};

describe('links', () => {
  it('lead to the run, the commit and the file', () => {
    expect(makeLinks(RUN, { path: 'db/1 a|(b)_[c].sql', line: 3 })).toEqual({
      run: 'https://github.com/acme/shop/actions/runs/42',
      commit: { sha: 'abc', url: 'https://github.com/acme/shop/commit/abc' },
      source: {
        ...{ path: 'db/1 a|(b)_[c].sql', line: 3 },
        url: 'https://github.com/acme/shop/blob/abc/db/1%20a%7C%28b%29%5f%5Bc%5D.sql#L3',
      },
    });
  });

  it.each([
    ['outside of a run', { ...RUN, GITHUB_RUN_ID: undefined }, 'run'],
    ['without a commit', { ...RUN, GITHUB_SHA: '' }, 'commit'],
    ['of a server that is no URL', { ...RUN, GITHUB_SERVER_URL: 'https://x)' }, 'commit'],
  ] as const)('are not made %s', (_title, variables, name) => {
    expect(makeLinks(variables, undefined)[name]).toBeUndefined();
  });

  it('have no URL of a file where the commit is not known', () => {
    const { source } = makeLinks({}, { path: 'a.sql', line: undefined });
    expect(source).toEqual({ path: 'a.sql', line: undefined, url: undefined });
  });
});
