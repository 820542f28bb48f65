import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Backend, type BackendOptions, makeBackend } from './support/backend.js';
import {
  getObject,
  HELM_MAJORS,
  makeNamespace,
  readHistory,
  removeNamespace,
} from './support/lab.js';
import { withoutMasks } from './support/scan.js';
import { runStep, type StepResult } from './support/step.js';

const MISSING_REF = 'no-such-branch';

describe.each(HELM_MAJORS)('what a migration can fail of, Helm %i', (helm) => {
  const namespace = `e2e-causes-${String(helm)}`;

  beforeAll(() => makeNamespace(namespace));
  afterAll(() => removeNamespace(namespace));

  const deploy = async (release: string, options: BackendOptions): Promise<StepResult> => {
    const backend = await makeBackend(`${namespace}-${release}`, options);
    return await runStep({
      helm,
      inputs: { release, chart: backend.chart, namespace, values: backend.values },
      env: { SOPS_AGE_KEY_FILE: backend.ageKeyFile },
    });
  };

  it.each([
    {
      what: 'password',
      options: { dbPassword: 'not the password' },
      exitCode: '1',
      cause: /Error 1045.*Access denied for user/,
    },
    {
      what: 'token',
      options: { gitToken: 'not-the-token' },
      exitCode: '11',
      cause: /error: .* refused user "deploy" and the token/,
    },
    {
      what: 'ref',
      options: { gitRef: MISSING_REF },
      exitCode: '13',
      cause: /error: .* has no branch, tag or commit "no-such-branch"/,
    },
  ] as const)('a wrong $what', async ({ what: release, options, exitCode, cause }) => {
    const result = await deploy(release, options);
    expect(result).toExitWith(1);
    expect(result.outputs).toMatchObject({
      outcome: 'hook-failed',
      workloads: 'unchanged',
      'exit-code': exitCode,
    });
    expect(result.outputs['reason']).toMatch(
      new RegExp(
        `^Job ${namespace}/${release}-migration failed: container "migration" ended with exit code ${exitCode}: `,
      ),
    );
    expect(result.outputs['reason']).toMatch(cause);
    expect(result.log).toMatch(
      new RegExp(`^${release}-migration-\\w+/migration \\| .*${cause.source}`, 'm'),
    );
    expect(result.summary).toMatch(cause);
    expect(result.outputs['deployed-revision']).toBe('');
    expect(await readHistory(namespace, release)).toEqual(['failed']);
    const shown = withoutMasks(result.log);
    for (const secret of Object.values(options))
      if (secret !== MISSING_REF) expect(shown).not.toContain(secret);
  });
});

describe.each(HELM_MAJORS)('two releases in one namespace, Helm %i', (helm) => {
  const namespace = `e2e-two-${String(helm)}`;
  let backends: readonly Backend[];

  beforeAll(async () => {
    await makeNamespace(namespace);
    backends = await Promise.all(
      ['one', 'two'].map((release) => makeBackend(`${namespace}-${release}`)),
    );
  });
  afterAll(() => removeNamespace(namespace));

  it('do not touch or show each other', async () => {
    const results = await Promise.all(
      backends.map((backend, index) =>
        runStep({
          helm,
          inputs: {
            release: `r${String(index)}`,
            chart: backend.chart,
            namespace,
            values: backend.values,
          },
          env: { SOPS_AGE_KEY_FILE: backend.ageKeyFile },
        }),
      ),
    );
    expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(results.map(({ outputs }) => outputs['applied'])).toEqual(['5', '5']);
    expect(results[0]?.log).not.toContain('r1-migration');
    expect(results[1]?.log).not.toContain('r0-migration');
    const jobs = ['r0-migration', 'r1-migration'].map((name) =>
      getObject<object>(namespace, 'job', name),
    );
    expect(await Promise.all(jobs)).toHaveLength(2);
  });
});
