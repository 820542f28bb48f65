import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A work tree of its own with the files as they are here, and a version to release. */
let tree: string;
beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'release-'));
  const files = ['action.yml', 'dist', 'LICENSE', 'README.md', 'CHANGELOG.md', 'package.json'];
  for (const file of [...files, 'package-lock.json', 'script/release', 'script/lib/sbom.js'])
    cpSync(resolve(file), join(tree, file), { recursive: true });
  appendFileSync(join(tree, 'CHANGELOG.md'), `\n## [${version()}] - 2026-11-25\n\n- First.\n`);
  git('init', '--quiet');
  git('add', '--all');
  git(
    '-c',
    'user.name=Test',
    '-c',
    'user.email=test@example.com',
    'commit',
    '--quiet',
    '-m',
    'All',
  );
});
afterAll(() => rmSync(tree, { recursive: true }));

const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: tree });
const version = () =>
  (JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string }).version;

const release = (tag: string, folder = 'out') =>
  new Promise<string>((done) => {
    execFile(join(tree, 'script/release'), [tag, join(tree, folder)], (error, _out, said) =>
      done(error === null ? 'done' : said.trim()),
    );
  });

describe('what a release publishes', () => {
  it('is the bundle, its SBOM and their checksums', async () => {
    const tag = `v${version()}`;
    expect(await release(tag)).toBe('done');
    const sums = execFileSync('sha256sum', ['--check', 'SHA256SUMS'], { cwd: join(tree, 'out') });
    expect(String(sums)).toBe(`helm-migrate-${tag}.tar.gz: OK\nhelm-migrate-${tag}.cdx.json: OK\n`);
    expect(readFileSync(join(tree, 'out/notes.md'), 'utf8')).toBe('\n- First.\n');
    const bom = JSON.parse(
      readFileSync(join(tree, `out/helm-migrate-${tag}.cdx.json`), 'utf8'),
    ) as {
      readonly components: readonly { readonly name: string; readonly version: string }[];
    };
    const listed = readFileSync('dist/licenses.txt', 'utf8').split('\n\n')[1]?.split('\n');
    const found = bom.components.map((one) => `${one.name} ${one.version} `);
    expect(listed).toHaveLength(found.length);
    for (const line of listed ?? []) expect(found.some((name) => line.startsWith(name))).toBe(true);
    const packed = String(
      execFileSync('tar', ['tzf', join(tree, `out/helm-migrate-${tag}.tar.gz`)]),
    );
    for (const file of ['action.yml', 'dist/index.js', 'dist/post.js', 'dist/licenses.txt'])
      expect(packed).toContain(`helm-migrate-${tag}/${file}\n`);
  });

  it.each([
    ['1.2.3', 'expected a tag like v1.2.3, got "1.2.3".'],
    ['v1.2.3; id', 'expected a tag like v1.2.3, got "v1.2.3; id".'],
    ['v99.0.0', `expected version 99.0.0 in package.json, which says "${version()}".`],
  ])('is nothing for %s', async (tag, message) => {
    expect(await release(tag)).toBe(`script/release: ${message}`);
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
