import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deployObjects } from './support/hooks.js';
import { HELM_MAJORS, makeNamespace, removeNamespace } from './support/lab.js';
import { makeKubeconfig, theAdmin } from './support/logins.js';

// A password as people write it who have not encoded it for the URL. Go's errors quote the whole URL then.
const PASSWORD = 'hunter2%ZZ-of-the-vault';

describe.each(HELM_MAJORS)('a URL that cannot be read, with a password in it, Helm %i', (helm) => {
  const namespace = `e2e-files-url-${String(helm)}`;
  beforeAll(() => makeNamespace(namespace));
  afterAll(() => removeNamespace(namespace));

  // Helm prints the whole string, and nothing takes it out yet.
  it('is not shown where it is the connection string of the records', async () => {
    const url = `postgresql://helm:${PASSWORD}@127.0.0.1:1/helm`;
    const result = await deployObjects(helm, [], {
      inputs: { namespace },
      env: { HELM_DRIVER: 'sql', HELM_DRIVER_SQL_CONNECTION_STRING: url },
      secrets: [PASSWORD],
    });
    expect(result).toExitWith(1);
  });

  it('is not shown where it is the proxy-url of the kubeconfig', async () => {
    const cluster = { 'proxy-url': `http://me:${PASSWORD}@127.0.0.1:1` };
    const kubeconfig = makeKubeconfig(cluster, theAdmin());
    const result = await deployObjects(helm, [], {
      inputs: { namespace, kubeconfig },
      secrets: [PASSWORD],
    });
    expect(result).toExitWith(1);
  });

  it('is not shown where it is a proxy of the environment', async () => {
    const result = await deployObjects(helm, [], {
      inputs: { namespace },
      env: { HTTPS_PROXY: `http://me:${PASSWORD}@127.0.0.1:1` },
      secrets: [PASSWORD],
    });
    expect([0, 1]).toContain(result.exitCode);
  });
});
