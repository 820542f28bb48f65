import { randomUUID } from 'node:crypto';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { asActionError } from '../errors.js';
import type { askRunStatus, RunStatus } from './run-status.js';
import { isEarlierAttempt, type Run } from '../guard/lease.js';
import type { Inputs } from '../inputs/inputs.js';

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
  const attempt = Number(process.env['GITHUB_RUN_ATTEMPT']) || undefined;
  return { id: `${name} ${randomUUID()}`, name, attempt, timeoutSeconds };
}

/** Where the hooks' log is written when nothing is said: it stays for the steps after this one. */
export function nameLogFile({ release }: Pick<Inputs, 'release'>): string {
  const folder = process.env['RUNNER_TEMP'] ?? tmpdir();
  return join(folder, `helm-migrate-${release}-${process.pid}.log`);
}

const ASK_GITHUB_MS = 5_000;

/** Who is told of what could not be asked, and when to ask no more. */
interface Asking {
  readonly cancelled: AbortSignal;
  readonly say: (text: string) => void;
}

/**
 * True where another run is known to be over: it was an earlier attempt of `run`, which GitHub begins only when the one
 * before has ended, or GitHub says so. Never throws.
 */
export function checkRuns(
  run: Run,
  token: string | undefined,
  { cancelled, say }: Asking,
): (other: Run) => Promise<boolean> {
  return async (other) => {
    if (isEarlierAttempt(other, run)) return true;
    const { GITHUB_API_URL: apiUrl, GITHUB_SERVER_URL: serverUrl } = process.env;
    if (token === undefined || !apiUrl || !serverUrl) return false;
    const limit = AbortSignal.any([cancelled, AbortSignal.timeout(ASK_GITHUB_MS)]);
    const status = await ask({ token, apiUrl, serverUrl }, other, limit);
    if (status.kind === 'unknown') say(`Cannot tell whether ${other.name} is over: ${status.why}.`);
    return status.kind === 'over';
  };
}

/** GitHub's client reads the event that the runner describes when it is loaded, and fails where it cannot. */
async function ask(...asked: Parameters<typeof askRunStatus>): Promise<RunStatus> {
  try {
    return await (await import('./run-status.js')).askRunStatus(...asked);
  } catch (error) {
    return { kind: 'unknown', why: asActionError(error).message };
  }
}
