import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { load } from 'js-yaml';
import { type Backend, makeBackend } from './support/backend.js';
import {
  type HelmMajor,
  makeNamespace,
  makeTempFolder,
  removeNamespace,
  ROOT,
  setting,
  toolEnvironment,
} from './support/lab.js';

const run = promisify(execFile);
/** What a release has; here it is packed from this work tree. */
const PACKAGE =
  'https://github.com/helm-migrate/helm-migrate/releases/download/v1.0.0/helm-migrate-1.0.0.tgz';
const EXAMPLES = join(ROOT, 'examples/ci');

/** Stands in for the place of releases, on loopback: it has one file. */
async function serveFile(path: string) {
  const server = createServer((_request, response) => response.end(readFileSync(path)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${String(port)}/helm-migrate.tgz`;
  return { url, close: () => void server.close() };
}

function readJenkinsfile(): string {
  const text = readFileSync(join(EXAMPLES, 'Jenkinsfile'), 'utf8');
  const [, script = ''] = /sh '''(.*?)'''/s.exec(text) ?? [];
  // Groovy reads a backslash at a line's end of such a text as one.
  return script;
}

function readGitLab(): string {
  const jobs = load(readFileSync(join(EXAMPLES, '.gitlab-ci.yml'), 'utf8')) as {
    readonly deploy: { readonly script: readonly string[] };
  };
  return jobs.deploy.script.join('\n');
}

describe.each<readonly [string, HelmMajor, () => string, Readonly<Record<string, string>>]>([
  ['Jenkins', 4, readJenkinsfile, { GIT_COMMIT: '1.2.3', BUILD_URL: 'https://ci.example/job/7/' }],
  ['GitLab', 3, readGitLab, { CI_COMMIT_SHA: '1.2.3', CI_JOB_URL: 'https://ci.example/job/7/' }],
])('the example for %s', (name, helm, read, variables) => {
  const namespace = `e2e-ci-${name.toLowerCase()}`;
  let backend: Backend;
  let folder: string;
  beforeAll(async () => {
    await makeNamespace(namespace);
    backend = await makeBackend(namespace);
    folder = makeTempFolder();
    cpSync(backend.chart, join(folder, 'charts/backend'), { recursive: true });
    const [values = '', secrets = ''] = backend.values.split('\n');
    cpSync(values, join(folder, 'values.yaml'));
    cpSync(secrets, join(folder, 'secrets.yaml'));
  });
  afterAll(() => removeNamespace(namespace));

  it('deploys with the packed command line', async () => {
    const { stdout: packed } = await run(join(ROOT, 'script/lib/npm-package'), [makeTempFolder()]);
    const release = await serveFile(packed.trim());
    const script = read()
      .replace(PACKAGE, release.url)
      .replace('--namespace shop', `--namespace ${namespace}`);
    expect(script).toContain(`npx --yes ${release.url} deploy`);
    const tools = toolEnvironment(helm);
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], {
      cwd: folder,
      env: {
        ...tools,
        ...{ ...variables, KUBECONFIG: setting('KUBECONFIG') },
        SOPS_AGE_KEY_FILE: backend.ageKeyFile,
        // Tests that run beside this one look for secrets in /tmp.
        TMPDIR: makeTempFolder(),
      },
    }).finally(release.close);
    expect(stdout).toMatch(/^backend-migration-\w+\/migration \| Applied 5 migrations$/m);
    expect(readFileSync(join(folder, 'helm-migrate.md'), 'utf8')).toContain('✅ Deployed');
    expect(readFileSync(join(folder, 'helm-migrate.log'), 'utf8')).toContain(
      'Applied 5 migrations',
    );
    const program = join(setting(`HM_HELM${String(helm)}`), 'helm');
    const history = ['history', 'backend', '--namespace', namespace, '--output', 'json'];
    const env = { ...tools, KUBECONFIG: setting('KUBECONFIG') };
    const { stdout: revisions } = await run(program, history, { env });
    expect(revisions).toContain('Deploy of 1.2.3 by https://ci.example/job/7/');
  });
});
