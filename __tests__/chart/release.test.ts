import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { startRegistry } from '../../script/lib/local-registry.js';
import { HELMS } from './helm.js';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly version: string;
};
const TAG = `v${version}`;
const LOADER = '__tests__/fakes/typescript-loader.mjs';
const FILES = ['action.yml', 'dist', 'LICENSE', 'README.md', 'CHANGELOG.md', 'package.json'];
const OTHERS = ['package-lock.json', 'charts', 'script', 'docs/guides/command-line.md', LOADER];

/** A work tree of its own with the files as they are here, and a version to release. */
let tree: string;
beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'release-'));
  for (const file of [...FILES, ...OTHERS])
    cpSync(resolve(file), join(tree, file), { recursive: true });
  symlinkSync(resolve('node_modules'), join(tree, 'node_modules'));
  appendFileSync(join(tree, 'CHANGELOG.md'), `\n## [${version}] - 2026-11-25\n\n- First.\n`);
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: tree });
  git('init', '--quiet');
  git('add', ...FILES);
  const author = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
  git(...author, 'commit', '--quiet', '--message', 'All');
});
afterAll(() => rmSync(tree, { recursive: true }));

const run = (program: string, args: readonly string[], helm: string = HELMS[1][1]) => {
  const { status, stdout, stderr } = spawnSync(join(tree, program), args, {
    cwd: tree,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${dirname(helm)}:${process.env['PATH'] ?? ''}` },
  });
  return { status, text: `${stdout}${stderr}` };
};

describe('what a release publishes', () => {
  it('works as its users use it', () => {
    const { status, text } = run('script/release', ['--check', TAG, 'out']);
    expect(text).toBe(
      [
        'the checksums',
        'the action, from its archive',
        'what the marketplace asks',
        'the SBOM',
        'the command line',
        'the charts, through a registry',
      ]
        .map((part) => `ok     ${part}\n`)
        .join(''),
    );
    expect(status).toBe(0);
    expect(readFileSync(join(tree, 'out/notes.md'), 'utf8')).toBe('\n- First.\n');
  });

  it('is found wrong where it was changed', () => {
    const program = join(tree, 'out/helm-migrate.js');
    const changed = readFileSync(program, 'utf8').replaceAll(`"${version}"`, '"99.0.0"');
    writeFileSync(program, changed);
    const check = join(tree, 'script/lib/check-release.ts');
    const args = [`--import=./${LOADER}`, check, TAG, join(tree, 'out')];
    const { status, stdout } = spawnSync(process.execPath, args, {
      cwd: tree,
      encoding: 'utf8',
      env: { ...process.env, PATH: '/usr/bin:/bin' },
    });
    expect(stdout).toContain('WRONG  the checksums\n       helm-migrate.js is not as SHA256SUMS');
    expect(stdout).toContain(
      `WRONG  the command line\n       --version is 99.0.0, expected ${version}`,
    );
    expect(stdout).toContain('       the package has another program');
    expect(status).not.toBe(0);
  });
});

describe('a chart that is published', () => {
  it.each(HELMS)(
    'stays as it is, and stops the release where it changed: %s',
    async (_name, helm) => {
      const program = join(dirname(dirname(helm)), 'tools/docker-registry');
      const folder = mkdtempSync(join(tree, 'registry-'));
      const registry = await startRegistry(join(folder, 'data'), program);
      try {
        const pack = (into: string) =>
          execFileSync(helm, ['package', '--destination', into, join(tree, 'charts/migrate')]);
        const publish = (from: string) =>
          run('script/lib/publish-charts', [from, `${registry.url}/charts`, '--plain-http'], helm);
        const [first, second] = [join(folder, 'first'), join(folder, 'second')];
        pack(first);
        expect(publish(first)).toMatchObject({
          status: 0,
          text: expect.stringMatching(/^Pushed/m),
        });
        expect(publish(first).text).toMatch(/^migrate \S+ is published already\.$/m);
        appendFileSync(join(tree, 'charts/migrate/values.yaml'), '# changed\n');
        pack(second);
        const refused = publish(second);
        expect(refused.text).toMatch(
          /migrate \S+ is published with other content: raise the version/,
        );
        expect(refused.status).toBe(1);
      } finally {
        await registry.stop();
        cpSync('charts/migrate/values.yaml', join(tree, 'charts/migrate/values.yaml'));
      }
    },
  );

  it('is not published where the registry does not answer', () => {
    const { status, text } = run('script/lib/publish-charts', [
      join(tree, 'out/charts'),
      'oci://127.0.0.1:1/charts',
      '--plain-http',
    ]);
    expect(text).toMatch(/cannot ask for migrate .*connection refused/);
    expect(status).toBe(1);
  });
});
