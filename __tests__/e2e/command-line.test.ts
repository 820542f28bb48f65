import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Backend, makeBackend, querySql } from './support/backend.js';
import { type CommandOptions, runCommand } from './support/command.js';
import { ANY_CHART, container, jobHook, podSpec } from './support/hooks.js';
import {
  HELM_MAJORS,
  kubectl,
  makeNamespace,
  readHistory,
  removeNamespace,
} from './support/lab.js';
import { runStep } from './support/step.js';

type Outputs = Readonly<Record<string, unknown>>;

const readJson = (text: string) => JSON.parse(text) as Outputs;

describe.each(HELM_MAJORS)('the command line, Helm %i', (helm) => {
  const namespace = `e2e-cli-${String(helm)}`;
  beforeAll(() => makeNamespace(namespace));
  afterAll(() => removeNamespace(namespace));

  describe('the four deploys of script/demo', () => {
    let backend: Backend;
    beforeAll(async () => {
      backend = await makeBackend(namespace);
    });

    const deploy = (release: string, version: string, flags: readonly string[] = []) =>
      runCommand(
        [
          ...['deploy', '--release', release, '--chart', backend.chart, '--namespace', namespace],
          ...backend.values.split('\n').flatMap((path) => ['--values', path]),
          ...['--set-string', `version=${version}`, ...flags],
        ],
        { helm, env: { SOPS_AGE_KEY_FILE: backend.ageKeyFile } },
      );

    it('applies five migrations, under a heading', async () => {
      const { exitCode, stdout, stderr } = await deploy('backend', '1.0.0');
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect(stdout).toMatch(
        /^\n?── Hook 1 of 1: Job backend-migration \(pre-install, weight -1\)$/m,
      );
      expect(stdout).toMatch(/^backend-migration-\w+\/migration \| Applied 5 migrations$/m);
      expect(stdout).not.toMatch(/^::/m);
    });

    it('applies nothing', async () => {
      const { exitCode, stdout } = await deploy('backend', '1.0.1', ['--output', 'json']);
      expect(exitCode).toBe(0);
      expect(readJson(stdout)).toMatchObject({ outcome: 'deployed', revision: 2, applied: 0 });
    });

    it('fails as the action fails: the same reason, advice and exit code of the container', async () => {
      await backend.publish('broken');
      const { exitCode, stdout, stderr, folder } = await deploy('backend', '2.0.0', [
        ...['--output', 'json', '--summary', 'report.md', '--log-file', 'hooks.log'],
      ]);
      expect(exitCode).toBe(3);
      const ours = readJson(stdout);
      expect(ours).toMatchObject({
        outcome: 'hook-failed',
        'exit-code': 1,
        'deployed-revision': 2,
      });
      expect(stderr).toMatch(/^Error: Migration failed: backend$/m);
      expect(readFileSync(join(folder, 'report.md'), 'utf8')).toContain('❌ Migration failed');
      expect(readFileSync(join(folder, 'hooks.log'), 'utf8')).toContain('Key column');
      const { outputs } = await runStep({
        helm,
        inputs: {
          ...{ release: 'backend', chart: backend.chart, namespace, values: backend.values },
          'set-string': 'version=2.0.0',
        },
        env: { SOPS_AGE_KEY_FILE: backend.ageKeyFile },
      });
      for (const name of ['outcome', 'cause', 'reason', 'advice', 'hook', 'workloads'])
        expect([name, ours[name]]).toEqual([name, outputs[name]]);
    });

    it('applies the corrected migration, and rolls back without the database', async () => {
      await backend.publish('fixed');
      expect((await deploy('backend', '2.0.1')).exitCode).toBe(0);
      const count = () => querySql(namespace, 'SELECT COUNT(*) FROM gorp_migrations');
      const before = await count();
      const back = ['rollback', '--release', 'backend', '--namespace', namespace];
      const { exitCode, stdout } = await runCommand(back, { helm });
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/^Rolling back to revision 2$/m);
      expect(stdout).toMatch(/^Note: The database was not rolled back/m);
      expect(await count()).toEqual(before);
    });
  });

  describe('a chart of its own', () => {
    const deploy = (release: string, script: string, options: Partial<CommandOptions> = {}) => {
      const hook = jobHook({ name: release }, podSpec([container(script)]));
      const flags = ['--chart', ANY_CHART, '--secrets-backend', 'none', '--namespace', namespace];
      const values = JSON.stringify({ objects: [hook] });
      return runCommand(['deploy', '--release', release, ...flags], {
        ...{ helm, ...options },
        env: { HELM_MIGRATE_VALUES_INLINE: values },
      });
    };

    it.concurrent(
      `is cancelled by Ctrl-C, and the hook goes on, Helm ${String(helm)}`,
      async () => {
        const { exitCode, stdout } = await deploy('cancelled', 'echo begun; sleep 8; echo done', {
          onLine: (text, child) => {
            if (text.endsWith('| begun')) child.kill('SIGINT');
          },
        });
        expect(exitCode).toBe(130);
        expect(stdout).toContain(
          `Error: Cancelled: cancelled\n  The run was cancelled; Job ${namespace}/cancelled is still running and was not touched.`,
        );
        expect(await readHistory(namespace, 'cancelled')).toEqual(['failed']);
        const until = ['--for=condition=Complete', '--timeout=90s'];
        await kubectl('wait', 'job/cancelled', '--namespace', namespace, ...until);
      },
    );

    it.concurrent(`stays one log where hooks write commands, Helm ${String(helm)}`, async () => {
      const { stdout } = await deploy('hostile', "printf '\\033[2Jcleared\\n::error::x\\n'");
      expect(stdout).not.toContain('\u001b[2J');
    });

    it.concurrent(`says what is wrong with flags and inputs, Helm ${String(helm)}`, async () => {
      const flags = ['deploy', '--release', 'x'];
      const wrong = await runCommand([...flags, '--wiat'], { helm });
      expect(wrong).toMatchObject({ exitCode: 2, stdout: '' });
      expect(wrong.stderr).toContain("error: unknown option '--wiat'");
      const input = await runCommand([...flags, '--chart', './nowhere'], { helm });
      expect(input.exitCode).toBe(2);
      expect(input.stdout).toMatch(
        /^Error: Deploy failed: x\n {2}Input "chart": expected a chart/m,
      );
    });
  });
});
