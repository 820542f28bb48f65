import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Readable } from 'node:stream';
import { CHART } from './helm.js';

// What sql-migrate does to a database is for the end-to-end tests; here it matters when it is called, and how.
const STAND_IN = `#!/usr/bin/env bash
echo "stand-in for sql-migrate: $*; token: \${GIT_TOKEN-none}"
[[ "$1" != up || -z "\${STAND_IN_WAITS_FOR-}" ]] || read -r <"$STAND_IN_WAITS_FOR"
code=STAND_IN_$1
exit "\${!code-0}"
`;

/** A folder that looks to the Job's script as its container does, with a repository to fetch from. */
export type Workplace = {
  readonly folder: string;
  readonly repository: string;
};

/**
 * A new workplace for the Job's script, that of charts/sql-migrate where no other is given. Its repository has two
 * commits on `main`, and none of the migrations in its root.
 */
export function makeWorkplace(script = join(CHART, 'files/migrate.sh')): Workplace {
  const folder = mkdtempSync(join(tmpdir(), 'helm-migrate-job-'));
  mkdirSync(join(folder, 'bin'));
  copyFileSync(script, join(folder, 'migrate.sh'));
  writeFileSync(join(folder, 'bin', 'sql-migrate'), STAND_IN, { mode: 0o755 });
  const repository = join(folder, 'shop.git');
  publish(repository, ['backend-services/db/migrations']);
  publish(repository, ['backend-services/db/migrations', 'fixed']);
  return { folder, repository };
}

function publish(repository: string, folders: readonly string[]): void {
  const paths = folders.map((folder) => join('examples/backend', folder));
  const { status, stderr } = spawnSync('examples/backend/publish', [repository, 'main', ...paths]);
  if (status !== 0) throw new Error(`publish failed: ${String(stderr)}`);
}

/** The full SHA of a commit of the workplace's repository. */
export function shaOf({ repository }: Workplace, revision: string): string {
  const args = ['--git-dir', repository, 'rev-parse', revision];
  return spawnSync('git', args, { encoding: 'utf8' }).stdout.trim();
}

/** Starts the Job's script with the environment that the chart gives it, changed by `environment`. */
export function startScript(
  { folder, repository }: Workplace,
  environment: Readonly<Record<string, string>>,
): ChildProcessByStdio<null, Readable, Readable> {
  return spawn('bash', ['../migrate.sh'], {
    cwd: mkdtempSync(join(folder, 'work-')),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`,
      HOME: folder,
      GIT_REPO: `file://${repository}`,
      GIT_REF: 'main',
      GIT_USER: 'deploy',
      GIT_TOKEN: 'token-Zq81',
      MIGRATIONS_PATH: 'backend-services/db/migrations',
      DRY_RUN: 'false',
      ...environment,
    },
  });
}

/** What the script wrote, in order, and its exit code. */
export async function runScript(
  workplace: Workplace,
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number | null; readonly log: string }> {
  const script = startScript(workplace, environment);
  let log = '';
  script.stdout.on('data', (chunk) => (log += String(chunk)));
  script.stderr.on('data', (chunk) => (log += `on stderr: ${String(chunk)}`));
  const code = await new Promise<number | null>((end) => script.on('close', end));
  return { code, log };
}
