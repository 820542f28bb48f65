import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Backend, DB_PASSWORD, makeBackend } from './support/backend.js';
import {
  adminKubeconfig,
  HELM_MAJORS,
  makeNamespace,
  removeNamespace,
  setting,
} from './support/lab.js';
import { runPost, runStep, type StepResult } from './support/step.js';

/** Texts that must be nowhere once a step has ended. */
function secrets(): readonly string[] {
  const key = /client-key-data: (\S+)/.exec(adminKubeconfig())?.[1];
  if (key === undefined) throw new Error('The kubeconfig has no client key.');
  return [key, DB_PASSWORD, setting('HM_GIT_TOKEN')];
}

function listFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => lstatSync(path).isFile());
}

function expectNoSecret(result: StepResult): void {
  const texts = [
    ...listFiles(result.runnerTemp).map((path) => readFileSync(path, 'utf8')),
    // The mask's own command carries the secret to the runner, which does not print it.
    ...result.lines.map(({ text }) => text).filter((text) => !text.startsWith('::add-mask::')),
    result.summary,
    JSON.stringify(result.outputs),
    JSON.stringify(result.state),
  ];
  for (const secret of secrets()) expect(texts.filter((text) => text.includes(secret))).toEqual([]);
}

describe.each(HELM_MAJORS)('what a step leaves behind, Helm %i', (helm) => {
  const namespace = `e2e-files-${String(helm)}`;
  let backend: Backend;

  const deploy = (
    inputs: Readonly<Record<string, string>>,
    act?: Parameters<typeof runStep>[0]['onLine'],
  ) =>
    runStep({
      helm,
      inputs: {
        release: 'backend',
        chart: backend.chart,
        namespace,
        values: backend.values,
        ...inputs,
      },
      env: { SOPS_AGE_KEY_FILE: backend.ageKeyFile },
      ...(act === undefined ? {} : { onLine: act }),
    });

  beforeAll(async () => {
    await makeNamespace(namespace);
    backend = await makeBackend(namespace);
  });
  afterAll(() => removeNamespace(namespace));

  it.each([
    ['a good deploy', 'five', 0],
    ['a failed migration', 'broken', 1],
  ] as const)('after %s no secret, and the log file', async (_what, migrations, exitCode) => {
    await backend.publish(migrations);
    const result = await deploy({
      'values-inline': `sql-migrate:\n  podLabels:\n    run: ${migrations}`,
    });
    expect(result.exitCode).toBe(exitCode);
    expect(listFiles(result.runnerTemp)).toEqual([result.outputs['log-file']]);
    expectNoSecret(result);
    expect(await runPost(result)).toBe(0);
  });

  it('after a SIGKILL the post step removes what is left', async () => {
    await backend.publish('five');
    const result = await deploy({}, (text, step) => {
      if (text.startsWith('::group::')) step.kill('SIGKILL');
    });
    const folder = result.state['folder'] ?? '';
    expect(existsSync(join(folder, 'kubeconfig'))).toBe(true);
    expect(lstatSync(folder).mode & 0o777).toBe(0o700);
    expect(lstatSync(join(folder, 'kubeconfig')).mode & 0o777).toBe(0o600);
    expect(await runPost(result)).toBe(0);
    expect(existsSync(folder)).toBe(false);
  });
});
