import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMarker, writeMarker } from '../../src/comment/marker.js';
import { BOT, type GitHubServer, type GitHubState, serveGitHub } from '../fakes/github-server.js';
import { startHttpProxy } from '../fakes/proxies.js';
import { container, deployObjects, jobHook, podSpec } from './support/hooks.js';
import { HELM_MAJORS, makeNamespace, makeTempFolder, removeNamespace } from './support/lab.js';
import type { StepOptions } from './support/step.js';

const TOKEN = 'ghs_0123456789abcdefghijklmnopqrstuvwxyz';
const PULL = { number: 12, head: { repo: { full_name: 'shop/backend' } } };
const EVENT = { pull_request: { ...PULL, base: { repo: { full_name: 'shop/backend' } } } };
const GOOD = 'echo "Applied 5 migrations"';
const BROKEN = 'echo "ERROR: relation users exists" >&2; exit 1';

describe.each(HELM_MAJORS)('the comment on the pull request, Helm %i', (helm) => {
  const namespace = `e2e-comment-${String(helm)}`;
  let server: GitHubServer;

  beforeAll(() => makeNamespace(namespace));
  afterAll(() => removeNamespace(namespace));
  afterEach(() => server.close());

  const serve = async (state?: GitHubState) => {
    server = await serveGitHub(state);
  };

  /** One deploy of release `name` on the pull request #12. */
  const deploy = (name: string, script: string, { inputs, env, ...more }: Partial<StepOptions>) => {
    const event = join(makeTempFolder(), 'event.json');
    writeFileSync(event, JSON.stringify(EVENT));
    return deployObjects(helm, [jobHook({ name }, podSpec([container(script)]))], {
      inputs: { release: name, namespace, 'github-token': TOKEN, ...inputs },
      env: {
        GITHUB_API_URL: server.apiUrl,
        GITHUB_REPOSITORY: 'shop/backend',
        GITHUB_EVENT_NAME: 'pull_request',
        GITHUB_EVENT_PATH: event,
        GITHUB_JOB: 'deploy',
        ...env,
      },
      secrets: [TOKEN],
      ...more,
    });
  };

  it('is created by a failure, updated by the next one, and removed by a success', async () => {
    await serve();
    const inputs = { comment: 'on-failure', 'comment-environment': 'staging' };
    const run = async (script: string, id: string) => {
      const result = await deploy('sticky', script, { inputs, env: { GITHUB_RUN_ID: id } });
      return [result.exitCode, result.log, server.comments.map(({ body }) => body)] as const;
    };
    const [failed, log, [first = '', ...others]] = await run(BROKEN, '1');
    expect(failed).toBe(1);
    expect(log).toMatch(/^Commented on pull request #12\.$/m);
    expect(others).toEqual([]);
    const subject = { release: 'sticky', namespace, environment: 'staging' };
    expect(readMarker(first)).toEqual({ ...subject, run: '1/1' });
    expect(first).toContain('❌');
    expect(first).toContain('relation users exists');
    expect(first).toContain('https://github.com/shop/backend/actions/runs/1');

    const [, , [second = '', ...more]] = await run(BROKEN, '2');
    expect(more).toEqual([]);
    expect(readMarker(second)).toEqual({ ...subject, run: '2/1' });

    const [good, goodLog, left] = await run(GOOD, '3');
    expect(good).toBe(0);
    expect(goodLog).toMatch(/^Removed the comment on pull request #12/m);
    expect(left).toEqual([]);
  });

  it("leaves a person's copy of the marker alone", async () => {
    const marker = { release: 'copied', namespace, environment: 'deploy', run: '1/1' };
    const copy = { pull: 12, login: 'mallory', type: 'User' as const, body: writeMarker(marker) };
    await serve({ comments: [copy] });
    const result = await deploy('copied', GOOD, { inputs: { comment: 'always' } });
    expect(result).toExitWith(0);
    expect(server.comments.map(({ login }) => login)).toEqual(['mallory', BOT]);
    expect(server.comments[0]?.body).toBe(copy.body);
  });

  it('has the migration files of the pull request after a plan', async () => {
    const files = [
      { filename: 'db/migrations/7_users.sql', status: 'added' },
      { filename: 'db/migrations/6_orders.sql', status: 'modified' },
      { filename: 'src/main.go', status: 'modified' },
    ];
    await serve({ files: { 12: files } });
    const inputs = { command: 'plan', 'migrations-path': './db/migrations/', comment: 'always' };
    const result = await deploy('planned', GOOD, { inputs });
    expect(result).toExitWith(0);
    expect(result.outputs['outcome']).toBe('planned');
    expect(result.log).toMatch(/^Found 2 migration files in pull request #12\.$/m);
    expect(server.comments).toHaveLength(1);
    for (const text of [result.summary, server.comments[0]?.body ?? '']) {
      expect(text).toContain('### Migration files in this pull request');
      expect(text).toContain('| `db/migrations/7_users.sql` | ➕ added |');
      expect(text).toContain('| `db/migrations/6_orders.sql` | ✏️ changed |');
      expect(text).not.toContain('main.go');
    }
  });

  it('says that the migration files are not known after a plan that may not ask', async () => {
    const misbehave = () => ({ status: 403, message: 'Resource not accessible by integration' });
    await serve({ misbehave });
    const inputs = { command: 'plan', 'migrations-path': 'db/migrations' };
    const result = await deploy('planned', GOOD, { inputs });
    expect(result).toExitWith(0);
    expect(result.outputs['outcome']).toBe('planned');
    expect(result.log).toMatch(
      /^::warning title=Helm Migrate::Could not list the migration files of the pull request: .*403.*"pull-requests: read"/m,
    );
    expect(result.summary).toContain('The pull request may still change migration files.');
  });

  it('goes through a proxy', async () => {
    await serve();
    const { hostname: host, port } = new URL(server.apiUrl);
    const proxy = await startHttpProxy({ 'github.example': { host, port: Number(port) } });
    const result = await deploy('proxied', GOOD, {
      inputs: { comment: 'always' },
      env: {
        GITHUB_API_URL: 'http://github.example/api/v3',
        http_proxy: `http://127.0.0.1:${String(proxy.port)}`,
      },
    });
    await proxy.close();
    expect(result.log).toMatch(/^Commented on pull request #12\.$/m);
    expect(proxy.asked.map(({ target }) => target)).toContain('github.example:80');
    expect(server.comments).toHaveLength(1);
  });

  it('is a warning where GitHub refuses it, and a step that succeeds', async () => {
    const message = 'Resource not accessible by integration';
    const misbehave = (asked: string) =>
      asked.startsWith('POST /repos') ? { status: 403, message } : undefined;
    await serve({ misbehave });
    const result = await deploy('refused', GOOD, { inputs: { comment: 'always' } });
    expect(result).toExitWith(0);
    expect(result.outputs['outcome']).toBe('deployed');
    expect(result.log).toMatch(
      /^::warning title=Helm Migrate::The comment on pull request #12 .*403.*"pull-requests: write"/m,
    );
  });

  it('takes 10 s at most where GitHub does not answer', async () => {
    await serve({ misbehave: () => 'never' });
    let decidedAt = 0;
    const result = await deploy('silent', BROKEN, {
      inputs: { comment: 'on-failure' },
      onLine: (text) => {
        if (text.startsWith('::error')) decidedAt = Date.now();
      },
    });
    expect(result).toExitWith(1);
    expect(result.outputs['outcome']).toBe('hook-failed');
    expect(result.log).toMatch(/could not be brought up to date: GitHub did not answer in time\./);
    expect(result.endedAt - decidedAt).toBeLessThan(12_000);
  });

  it('is not thought of where it is not asked for', async () => {
    await serve();
    expect(await deploy('never', GOOD, {})).toExitWith(0);
    expect(server.asked).toEqual([]);
  });
});
