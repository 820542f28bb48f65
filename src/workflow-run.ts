import { randomUUID } from 'node:crypto';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Run } from './guard/lease.js';
import type { Inputs } from './inputs.js';

/** The URL of the workflow run that we are a step of; undefined outside of one. */
export function readRunUrl(): string | undefined {
  const {
    GITHUB_SERVER_URL: server,
    GITHUB_REPOSITORY: repository,
    GITHUB_RUN_ID: id,
  } = process.env;
  return server && repository && id ? `${server}/${repository}/actions/runs/${id}` : undefined;
}

/** Who we are for the Lease: two jobs of one workflow run are two runs. */
export function describeRun({ timeoutSeconds }: Pick<Inputs, 'timeoutSeconds'>): Run {
  const name = readRunUrl() ?? `process ${String(process.pid)} on ${hostname()}`;
  return { id: `${name} ${randomUUID()}`, name, timeoutSeconds };
}

/** Where the hooks' log is written when nothing is said: it stays for the steps after this one. */
export function nameLogFile({ release }: Pick<Inputs, 'release'>): string {
  const folder = process.env['RUNNER_TEMP'] ?? tmpdir();
  return join(folder, `helm-migrate-${release}-${process.pid}.log`);
}
