import { existsSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import type { Login } from './login.js';

const FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The login of the Pod that we run in, as client-go v0.35.4 makes it (`InClusterConfig` in `rest/config.go`). */
export function inCluster(
  env: Readonly<Record<string, string | undefined>>,
  folder: string = FOLDER,
): Login {
  const { KUBERNETES_SERVICE_HOST: host = '', KUBERNETES_SERVICE_PORT: port = '443' } = env;
  const authority = `${folder}/ca.crt`;
  return {
    server: {
      url: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
      authority: existsSync(authority) ? { kind: 'file', path: authority } : undefined,
      serverName: undefined,
      insecure: false,
      proxyUrl: undefined,
      disableCompression: false,
      pluginConfig: undefined,
    },
    user: {
      name: 'service account',
      file: folder,
      token: undefined,
      tokenFile: `${folder}/token`,
      username: undefined,
      password: undefined,
      certificate: undefined,
      key: undefined,
      plugin: undefined,
      provider: undefined,
      impersonation: {},
    },
  };
}
