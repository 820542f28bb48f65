import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Backend, makeBackend } from './support/backend.js';
import { HELM_MAJORS, makeNamespace, removeNamespace } from './support/lab.js';
import { killAll, runPost, runStep, type StepOptions } from './support/step.js';

function listFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => lstatSync(path).isFile());
}

describe.each(HELM_MAJORS)('what a step leaves behind, Helm %i', (helm) => {
  const namespace = `e2e-files-${String(helm)}`;
  let backend: Backend;

  const deploy = (inputs: Readonly<Record<string, string>>, options: Partial<StepOptions> = {}) =>
    runStep({
      ...options,
      helm,
      inputs: {
        release: 'backend',
        chart: backend.chart,
        namespace,
        values: backend.values,
        ...inputs,
      },
      env: { SOPS_AGE_KEY_FILE: backend.ageKeyFile },
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
    expect(result).toExitWith(exitCode);
    expect(listFiles(result.runnerTemp)).toEqual([result.outputs['log-file']]);
    expect(await runPost(result)).toBe(0);
  });

  it('after a SIGKILL the post step removes what is left', async () => {
    await backend.publish('five');
    const result = await deploy(
      {},
      {
        leaves: 'folder',
        onLine: (text, step) => {
          if (text.startsWith('::group::')) killAll(step);
        },
      },
    );
    const folder = result.state['folder'] ?? '';
    expect(existsSync(join(folder, 'kubeconfig'))).toBe(true);
    expect(lstatSync(folder).mode & 0o777).toBe(0o700);
    expect(lstatSync(join(folder, 'kubeconfig')).mode & 0o777).toBe(0o600);
    expect(result.scanDisk()).not.toEqual([]);
    expect(await runPost(result)).toBe(0);
    expect(existsSync(folder)).toBe(false);
  });
});
