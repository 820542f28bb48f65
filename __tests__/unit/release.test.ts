import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const version = () =>
  (JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string }).version;

const release = (tag: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'release-'));
  const { stderr } = spawnSync('script/release', [tag, folder], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  return stderr.trim();
};

/** What it publishes is in chart/release.test.ts, as that needs helm. */
describe('a release', () => {
  it.each([
    ['1.2.3', 'expected a tag like v1.2.3, got "1.2.3".'],
    ['v1.2.3; id', 'expected a tag like v1.2.3, got "v1.2.3; id".'],
    ['v99.0.0', `expected version 99.0.0 in package.json, which says "${version()}".`],
  ])('is nothing for %s', (tag, message) => {
    expect(release(tag)).toBe(`script/release: ${message}`);
  });
});

describe('the tag of the major version', () => {
  it.each([
    ['v1.0.0', '', 0],
    ['v1.10.0', 'v1.10.0\nv1.9.0\n', 0],
    ['v1.9.1', 'v1.10.0\nv1.9.0\n', 1],
    ['v1.9.1', 'v2.0.0\nv10.0.0\nv1.9.0\n', 0],
    ['v1.9.1', 'v1.10.0-rc.1\nxv1.10.0\nv1x10y0\n', 0],
    ['v1', '', 2],
  ])('%s beside %j', (tag, released, code) => {
    expect(spawnSync('script/lib/is-newest', [tag], { input: released }).status).toBe(code);
  });
});
