import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Backend, makeBackend } from './support/backend.js';
import {
  adminKubeconfig,
  HELM_MAJORS,
  kubectl,
  makeNamespace,
  removeNamespace,
} from './support/lab.js';
import { runStep, type StepResult } from './support/step.js';

/** The admin's kubeconfig with one thing wrong. */
function kubeconfigWith(pattern: RegExp, replacement: string): string {
  const text = adminKubeconfig();
  const changed = text.replace(pattern, replacement);
  if (changed === text) throw new Error(`The kubeconfig has nothing like ${String(pattern)}.`);
  return changed;
}

/** A kubeconfig of a user with a token, instead of the admin's certificate. */
function kubeconfigOf(token: string): string {
  return kubeconfigWith(/client-certificate-data: .*\n\s*client-key-data: .*/, `token: ${token}`);
}

describe.each(HELM_MAJORS)('a cluster that cannot be used, Helm %i', (helm) => {
  const namespace = `e2e-bad-${String(helm)}`;
  let backend: Backend;

  beforeAll(async () => {
    await makeNamespace(namespace);
    backend = await makeBackend(namespace);
    await kubectl('create', 'serviceaccount', 'nobody', '-n', namespace);
  });
  afterAll(() => removeNamespace(namespace));

  const deploy = (
    inputs: Readonly<Record<string, string>>,
    env: Readonly<Record<string, string>> = {},
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
      env: { SOPS_AGE_KEY_FILE: backend.ageKeyFile, ...env },
    });
  const expectNothingChanged = async (result: StepResult) => {
    expect(result).toExitWith(1);
    expect(result.outputs).toMatchObject({
      outcome: 'deploy-failed',
      workloads: 'unchanged',
      revision: '',
    });
    expect(result.log.match(/^::error/gm)).toHaveLength(1);
    expect(result.log).not.toMatch(/^\s+at /m);
    const left = await kubectl(
      'get',
      'jobs,pods,deployments,secrets',
      '-n',
      namespace,
      '-o',
      'name',
    );
    expect(left).toBe('');
  };

  it('is not reached', async () => {
    const kubeconfig = kubeconfigWith(/server: .*/, 'server: https://127.0.0.1:1');
    const result = await deploy({ kubeconfig });
    expect(result.outputs['reason']).toMatch(
      /^The cluster at https:\/\/127\.0\.0\.1:1 cannot be reached: .*ECONNREFUSED/,
    );
    await expectNothingChanged(result);
  });

  it('has a certificate of another authority', async () => {
    const kubeconfig = kubeconfigWith(/\n *certificate-authority-data: .*/, '');
    const result = await deploy({ kubeconfig });
    expect(result.outputs['reason']).toMatch(
      /^The certificate of the cluster at https:.* is not trusted: /,
    );
    await expectNothingChanged(result);
  });

  it('refuses the token', async () => {
    const result = await deploy({ kubeconfig: kubeconfigOf('not-a-token') });
    expect(result.outputs['reason']).toMatch(
      /^The cluster at https:.* refused the credentials: Unauthorized/,
    );
    await expectNothingChanged(result);
  });

  it('forbids it, and says what is missing', async () => {
    const token = (await kubectl('create', 'token', 'nobody', '-n', namespace)).trim();
    const result = await deploy({ kubeconfig: kubeconfigOf(token) });
    expect(result.outputs['reason']).toContain(
      `User "system:serviceaccount:${namespace}:nobody" cannot list resource "secrets"`,
    );
    expect(result.log).toMatch(/Grant this verb on this resource/);
    await expectNothingChanged(result);
  });

  it('has values that sops cannot decrypt', async () => {
    const other = await makeBackend(`${namespace}-other`);
    const result = await deploy({}, { SOPS_AGE_KEY_FILE: other.ageKeyFile });
    expect(result.outputs['reason']).toMatch(
      /^Input "values": sops cannot decrypt ".*secrets\.yaml": none of the keys that the step has opens it\. It is encrypted for age: age1\w+\.$/,
    );
    await expectNothingChanged(result);
  });

  it('is not asked at all when inputs are wrong', async () => {
    const result = await deploy({
      release: '-backend',
      chart: './no/such/chart',
      values: 'no-such-file.yaml',
      timeout: '5',
      wait: 'yes',
      'helm-args': '--no-hooks',
    });
    for (const name of ['release', 'chart', 'values', 'timeout', 'wait', 'helm-args']) {
      expect(result.log).toContain(`Input "${name}"`);
    }
    expect(result.outputs).toMatchObject({ outcome: 'deploy-failed', workloads: 'unchanged' });
    await expectNothingChanged(result);
  });
});
