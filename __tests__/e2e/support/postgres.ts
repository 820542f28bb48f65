import { execFile, spawn } from 'node:child_process';
import { chownSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeTempFolder } from './lab.js';

const run = promisify(execFile);

/** A PostgreSQL server of its own on 127.0.0.1. */
export interface Postgres {
  /** For `HELM_DRIVER_SQL_CONNECTION_STRING`. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts an empty server; it does not run as root, so for root as Debian's user `postgres`. */
export async function startPostgres(): Promise<Postgres> {
  const versions = '/usr/lib/postgresql';
  const bin = join(versions, readdirSync(versions).sort().at(-1) ?? '', 'bin');
  const { uid, gid } = process.getuid?.() === 0 ? await findUser('postgres') : await findUser('');
  const folder = makeTempFolder({ isShared: true });
  chownSync(folder, uid, gid);
  const data = join(folder, 'data');
  const as = { uid, gid, cwd: folder, env: { PATH: bin, LC_ALL: 'C' } };
  await run(join(bin, 'initdb'), ['-D', data, '-U', 'helm', '--auth=trust', '--no-sync'], as);
  const port = await findFreePort();
  const settings = ['listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, 'fsync=off'];
  const args = ['-D', data, '-p', String(port), ...settings.flatMap((it) => ['-c', it])];
  const server = spawn(join(bin, 'postgres'), args, { ...as, stdio: 'ignore' });
  const ended = new Promise((resolve) => server.once('close', resolve));
  const ready = ['-h', '127.0.0.1', '-p', String(port), '-U', 'helm', '-d', 'postgres'];
  for (let tries = 0; tries < 100; tries += 1) {
    const isUp = await run(join(bin, 'pg_isready'), ready, as).then(
      () => true,
      () => false,
    );
    if (isUp) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    url: `postgresql://helm@127.0.0.1:${String(port)}/postgres?sslmode=disable`,
    stop: async () => {
      server.kill('SIGINT');
      await ended;
    },
  };
}

async function findUser(name: string): Promise<{ readonly uid: number; readonly gid: number }> {
  const who = name === '' ? [] : [name];
  const ids = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, ...who])));
  const [uid = NaN, gid = NaN] = ids.map(({ stdout }) => Number(stdout));
  return { uid, gid };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  return address.port;
}
