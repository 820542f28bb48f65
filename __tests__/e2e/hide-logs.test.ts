import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { container, deployObjects, jobHook, podSpec } from './support/hooks.js';
import { HELM_MAJORS, kubectl, makeNamespace, removeNamespace } from './support/lab.js';

/** Prints a password that nobody knows beforehand, as a hook that makes a first user does. */
const PRINTED = 'New password: f1rst-Adm1n-Pw';
const SCRIPT = `echo "${PRINTED}"; echo "ERROR: ${PRINTED}" >&2; exit 4`;

describe.each(HELM_MAJORS)('a hook whose log is not to be shown, Helm %i', (helm) => {
  const namespace = `e2e-hide-logs-${String(helm)}`;
  beforeAll(() => makeNamespace(namespace));
  afterAll(() => removeNamespace(namespace));

  it.concurrent.each([
    ['by its annotation', 'annotated', { 'helm-migrate/hide-log': 'true' }, ''],
    ['by the input', 'named', {}, 'other\nnam*'],
    // Helm prints it, too, once the hook has ended.
    [
      'by the input, and helm prints it',
      'printed',
      { 'helm.sh/hook-output-log-policy': 'hook-failed' },
      'printed',
    ],
  ])('%s', async (_how, release, annotations, hideLogs) => {
    const pod = podSpec([container(SCRIPT, { terminationMessagePolicy: 'FallbackToLogsOnError' })]);
    const result = await deployObjects(helm, [jobHook({ name: release, annotations }, pod)], {
      inputs: { namespace, release, 'hide-logs': hideLogs },
    });
    expect(await kubectl('logs', `job/${release}`, '-n', namespace)).toContain(PRINTED);
    const { outputs, log, summary } = result;
    expect(outputs).toMatchObject({
      ...{ outcome: 'hook-failed', 'exit-code': '4' },
      reason: `Job ${namespace}/${release} failed: container "main" ended with exit code 4`,
    });
    expect(log).toContain(`The log of Job ${release} is not shown ("hide-logs")`);
    expect(summary).toContain('is not shown (`hide-logs`)');
    const logFile = readFileSync(outputs['log-file'] ?? '', 'utf8');
    for (const text of [log, summary, logFile, JSON.stringify(outputs)])
      expect(text).not.toContain(PRINTED);
  });
});
