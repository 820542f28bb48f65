/** A registry on this machine, without TLS and without a login. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Its address, such as `oci://127.0.0.1:5000`, and its end. */
export interface Registry {
  readonly url: string;
  stop(): Promise<void>;
}

const TRIES = 100;

/** The registry of the distribution project, on a free port of the loopback. */
export async function startRegistry(
  folder: string,
  program = 'docker-registry',
): Promise<Registry> {
  const port = await findPort();
  const config = {
    version: '0.1',
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: folder } },
    http: { addr: `127.0.0.1:${String(port)}` },
  };
  mkdirSync(folder);
  writeFileSync(join(folder, 'config.yml'), JSON.stringify(config));
  const child = spawn(program, ['serve', join(folder, 'config.yml')], {
    stdio: 'ignore',
  });
  const stop = async () => {
    const closed = once(child, 'close');
    child.kill();
    await closed;
  };
  for (let tries = 0; tries < TRIES && child.exitCode === null; tries += 1) {
    if (
      await fetch(`http://127.0.0.1:${String(port)}/v2/`).then(
        () => true,
        () => false,
      )
    )
      return { url: `oci://127.0.0.1:${String(port)}`, stop };
    await sleep(50);
  }
  throw new Error('docker-registry does not start: script/bootstrap registry.');
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
