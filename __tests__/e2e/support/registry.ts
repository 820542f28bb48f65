import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { makeCertificates } from '../../fakes/tool-server.js';
import { type HelmMajor, makeTempFolder, setting, toolEnvironment } from './lab.js';

/** A login that the registry knows. */
export const LOGIN = { username: 'deployer', password: 'of-the-registry-8fd2' };
/** The same as the registry reads it: bcrypt, with the smallest cost. */
const HTPASSWD = 'deployer:$2b$04$abcdefghijklmnopqrstuu28Y1KJuEb8WFKNLLL/8rzhArBqnequa\n';

/** The registry of the distribution project on loopback, behind TLS and a login. */
export interface Registry {
  /** Host and port. */
  readonly address: string;
  /** A folder with `ca.pem`, `cert.pem` and `key.pem`. */
  readonly certificates: string;
  close(): Promise<void>;
}

/** Starts a registry that is empty, on a free port. */
export async function startRegistry(): Promise<Registry> {
  const folder = makeTempFolder();
  makeCertificates(folder);
  writeFileSync(join(folder, 'htpasswd'), HTPASSWD);
  const port = await findPort();
  const config = {
    version: '0.1',
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, 'data') } },
    http: {
      addr: `127.0.0.1:${String(port)}`,
      tls: { certificate: join(folder, 'cert.pem'), key: join(folder, 'key.pem') },
    },
    auth: { htpasswd: { realm: 'charts', path: join(folder, 'htpasswd') } },
  };
  writeFileSync(join(folder, 'config.yml'), JSON.stringify(config));
  const program = join(setting('HM_TOOLS'), 'docker-registry');
  const child = spawn(program, ['serve', join(folder, 'config.yml')], { stdio: 'ignore' });
  await waitForPort(port, child);
  const close = async () => {
    const closed = once(child, 'close');
    child.kill();
    await closed;
  };
  return { address: `localhost:${String(port)}`, certificates: folder, close };
}

/** Runs a helm of its own home with a password on its standard input; returns that home. */
export async function runHelmWith(
  helm: HelmMajor,
  args: readonly string[],
  {
    env = {},
    input = '',
  }: { readonly env?: Readonly<Record<string, string>>; input?: string } = {},
): Promise<void> {
  const program = join(setting(`HM_HELM${String(helm)}`), 'helm');
  const all = { ...toolEnvironment(helm), ...env };
  const running = promisify(execFile)(program, args, { env: all });
  running.child.stdin?.end(input);
  await running;
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function waitForPort(port: number, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    await sleep(50);
  }
  throw new Error(`The registry has ended with ${String(child.exitCode)}`);
}
