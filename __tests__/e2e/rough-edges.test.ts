import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ANY_CHART,
  container,
  deployObjects,
  jobHook,
  type Manifest,
  podSpec,
} from './support/hooks.js';
import {
  HELM_MAJORS,
  makeNamespace,
  makeTempFolder,
  removeNamespace,
  toolEnvironment,
} from './support/lab.js';
import { readFileCommands, startStep } from './support/step.js';

const BAR =
  'for i in $(seq 44); do printf "\\rApplying:  %d / 44 [==>...]" $i; done; printf "\\r\\033[K\\033[32mAll applied\\033[0m\\r\\n"; printf "\\rbar %d" $(seq 9000); printf "\\rdone\\n"; printf "no newline"';

describe.each(HELM_MAJORS)('rough edges, Helm %i', (helm) => {
  const namespace = `e2e-rough-edges-${String(helm)}`;
  beforeAll(() => makeNamespace(namespace));
  afterAll(() => removeNamespace(namespace));

  const hook = (name: string, script: string) => jobHook({ name }, podSpec([container(script)]));

  it.concurrent('the step goes on when nobody reads its output any more', async () => {
    const { child, files, findLeaks } = startStep({
      helm,
      inputs: {
        ...{ release: 'unread', chart: ANY_CHART, namespace, 'secrets-backend': 'none' },
        'values-inline': JSON.stringify({
          objects: [hook('unread', 'echo begun; sleep 2; exit 3')],
        }),
      },
    });
    let errors = '';
    child.stderr.on('data', (piece) => (errors += String(piece)));
    child.stdout.once('data', () => child.stdout.destroy());
    const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
    expect(findLeaks('')).toEqual([]);
    expect({ exitCode, errors }).toEqual({ exitCode: 1, errors: '' });
    const outputs = readFileCommands(files.output);
    expect(outputs).toMatchObject({ outcome: 'hook-failed', 'exit-code': '3', applied: '' });
    expect(readFileSync(files.summary, 'utf8')).toContain('exit code 3');
    expect(readFileSync(outputs['log-file'] ?? '', 'utf8')).toContain(' begun\n');
  });

  it.concurrent('a helm in the working directory is not started', async () => {
    const folder = makeTempFolder();
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin/helm'), '#!/bin/sh\necho another helm >&2\nexit 9\n');
    chmodSync(join(folder, 'bin/helm'), 0o755);
    const { outputs, log } = await deployObjects(helm, [hook('found', 'echo migrated')], {
      inputs: { release: 'found', namespace, 'working-directory': folder },
      env: { PATH: `bin::${toolEnvironment(helm)['PATH'] ?? ''}` },
    });
    expect(log).not.toContain('another helm');
    expect(outputs).toMatchObject({ outcome: 'deployed', 'helm-exit-code': '0' });
  });

  it.concurrent('a progress bar is shown as it ends', async () => {
    const { outputs, log } = await deployObjects(helm, [hook('bar', BAR)], {
      inputs: { release: 'bar', namespace },
    });
    const shown = log
      .split('\n')
      .flatMap((line) => /^bar-\w+\/main \| (.*)$/.exec(line)?.[1] ?? []);
    expect(shown).toEqual([
      expect.stringMatching(/^\u001b\[32mAll applied\u001b\[0m/),
      'done',
      'no newline',
    ]);
    const file = readFileSync(outputs['log-file'] ?? '', 'utf8');
    expect(file).toContain('\rApplying:  44 / 44 [==>...]\r\u001b[32mAll applied');
    expect(file).toContain('\rbar 8999\rbar 9000\rdone\n');
  });

  it.concurrent('Jobs that run at the same time share a group', async () => {
    const plain = (name: string): Manifest => ({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name },
      spec: {
        backoffLimit: 0,
        template: {
          spec: podSpec([container('for i in $(seq 8); do echo line $i; sleep 0.5; done')]),
        },
      },
    });
    const { outputs, log } = await deployObjects(helm, [plain('one'), plain('two')], {
      inputs: { release: 'share', namespace, wait: 'true', 'wait-for-jobs': 'true' },
    });
    expect(outputs['outcome']).toBe('deployed');
    for (const name of ['one', 'two'])
      expect(log.match(new RegExp(`^${name}-\\w+/main \\| line \\d$`, 'gm'))).toHaveLength(8);
    // One for the first alone, one for both, one for what is left of the last.
    expect(log.match(/^::group::/gm)?.length).toBeLessThanOrEqual(3);
  });
});
