import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DB_PASSWORD, makeDatabase, querySql } from './support/backend.js';
import { listBlocks, listFiles, localize, readGuide, toPattern } from './support/guides.js';
import {
  HELM_MAJORS,
  kubectl,
  makeTempFolder,
  removeNamespace,
  setting,
  toolEnvironment,
} from './support/lab.js';
import { theRole, theRulesOfWait } from './support/rights.js';
import { runWorkflow, type WorkflowResult } from './support/workflow.js';

const FIRST = readGuide('first-deploy.md');
const SOPS = readGuide('sops.md');
const WORKFLOW = '.github/workflows/deploy.yml';
const BROKEN = 'charts/backend/migrations/2_totals.up.sql';

describe.each(HELM_MAJORS)('the guides, Helm %i', (helm) => {
  const namespace = `e2e-guides-${String(helm)}`;
  const [repository, secrets, bin] = [makeTempFolder(), makeTempFolder(), makeTempFolder()];

  beforeAll(async () => {
    await makeDatabase(namespace);
    await kubectl('delete', 'namespace', namespace, '--ignore-not-found', '--wait');
    const gh = '#!/bin/sh\ntest "$1 $2" = "secret set" && cat >"$SECRETS/$3"\n';
    writeFileSync(join(bin, 'gh'), gh, { mode: 0o755 });
  });
  afterAll(() => removeNamespace(namespace));

  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(repository, path)), { recursive: true });
    writeFileSync(join(repository, path), localize(text, namespace));
  };
  /** Runs commands of a page in the repository; what asks for a text is given the database's password. */
  const runCommands = (commands: string) => {
    const { PATH = '', ...env } = toolEnvironment(helm);
    execFileSync('bash', ['--norc', '-eo', 'pipefail', '-c', localize(commands, namespace)], {
      cwd: repository,
      input: DB_PASSWORD,
      stdio: 'pipe',
      env: { ...env, PATH: `${bin}:${PATH}`, SECRETS: secrets, KUBECONFIG: setting('KUBECONFIG') },
    });
  };
  const readSecret = (name: string) => readFileSync(join(secrets, name), 'utf8').trimEnd();
  const push = (without?: string): Promise<WorkflowResult> => {
    const names = readdirSync(secrets).filter((name) => name !== without);
    return runWorkflow(helm, {
      workflow: 'deploy.yml',
      secrets: Object.fromEntries(names.map((name) => [name, readSecret(name)])),
      prepare: (workspace) => cpSync(repository, workspace, { recursive: true }),
    });
  };

  it('first-deploy.md leads from an empty repository to the first migration', async () => {
    for (const [path, text] of listFiles(FIRST)) if (path !== BROKEN) write(path, text);
    const role = theRole();
    const roleFile = { ...role, rules: [...role.rules, ...theRulesOfWait()] };
    writeFileSync(join(repository, 'role.yaml'), JSON.stringify(roleFile));
    const [commands = ''] = listBlocks(FIRST, 'sh');
    runCommands(commands);
    const deployed = await push();
    expect(deployed).toExitWith(0);
    expect(deployed.outputs).toMatchObject({ outcome: 'deployed', applied: '1' });
    const [shown = '', failure = ''] = listBlocks(FIRST, 'text');
    expect(deployed.log).toMatch(toPattern(localize(shown, namespace)));
    expect(deployed.log).not.toMatch(/::warning|⚠/);
    expect(await querySql(namespace, 'SHOW TABLES')).toContain('users');

    write(BROKEN, listFiles(FIRST).get(BROKEN) ?? '');
    const failed = await push();
    expect(failed).toExitWith(1);
    expect(failed.outputs).toMatchObject({ outcome: 'hook-failed', workloads: 'unchanged' });
    expect(failed.log).toMatch(toPattern(localize(failure, namespace)));
  });

  it('sops.md decrypts the password with age, and says which key is missing', async () => {
    rmSync(join(repository, BROKEN));
    // As "migrate force 1" does.
    await querySql(namespace, 'UPDATE schema_migrations SET version = 1, dirty = 0');
    const [values = '', workflow = ''] = listBlocks(SOPS, 'yaml');
    write('secrets.yaml', values.replace('the-password', JSON.stringify(DB_PASSWORD)));
    write(WORKFLOW, workflow);
    const [commands = ''] = listBlocks(SOPS, 'sh');
    runCommands(commands);
    rmSync(join(repository, 'age.key'));
    rmSync(join(secrets, 'DB_PASSWORD'));
    const deployed = await push();
    expect(deployed).toExitWith(0);
    expect(deployed.outputs).toMatchObject({ outcome: 'deployed', applied: '0' });

    const refused = await push('SOPS_AGE_KEY');
    expect(refused.outputs).toMatchObject({ outcome: 'deploy-failed', cause: 'decryption' });
    const [reason = ''] = listBlocks(SOPS, 'text');
    expect(refused.outputs['reason']).toMatch(toPattern(reason));
  });
});
