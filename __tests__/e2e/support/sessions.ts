import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setting } from './lab.js';

/** What was seen of the migrations in the database's process list. */
export interface Sessions {
  /** How often it was looked at. */
  readonly looks: number;
  /** The most machines, so Pods, that had a session at the same time. */
  readonly most: number;
  /** All Pods that ever had one, by their addresses. */
  readonly pods: ReadonlySet<string>;
}

const LOOK_EVERY_MS = 50;

/**
 * Looks at the process list every 50 ms, as root, until `stop` is called. Sessions of the service's own user are
 * migrations.
 */
export function watchSessions(name: string): { stop(): Promise<Sessions> } {
  const args = [`--defaults-extra-file=${setting('HM_DB_CLIENT_CNF')}`, '-N', '-B', '--unbuffered'];
  const client = spawn('mariadb', args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const user = name.replaceAll('-', '_');
  const statement = `SELECT CONCAT('pods ', COALESCE(GROUP_CONCAT(DISTINCT SUBSTRING_INDEX(HOST, ':', 1)), '')) FROM information_schema.PROCESSLIST WHERE USER = '${user}';\n`;
  let [looks, most] = [0, 0];
  const pods = new Set<string>();
  const lines = createInterface(client.stdout).on('line', (line) => {
    const found = line
      .replace(/^pods /, '')
      .split(',')
      .filter((pod) => pod !== '');
    for (const pod of found) pods.add(pod);
    most = Math.max(most, found.length);
    looks += 1;
  });
  const timer = setInterval(() => client.stdin.write(statement), LOOK_EVERY_MS);
  const ended = new Promise((resolve) => lines.once('close', resolve));
  return {
    stop: async () => {
      clearInterval(timer);
      client.stdin.end();
      await ended;
      return { looks, most, pods };
    },
  };
}
