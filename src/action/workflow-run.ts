import { asActionError } from '../errors.js';
import { isEarlierAttempt, type Run } from '../guard/lease.js';
import type { Frontend, RunCheck } from '../run/frontend.js';
import type { askRunStatus, RunStatus } from './run-status.js';

const ASK_GITHUB_MS = 5_000;

/** The URL of the workflow run that we are a step of; undefined outside of one. */
export function readRunUrl(env: Frontend['env']): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: id } = env;
  return server && repository && id ? `${server}/${repository}/actions/runs/${id}` : undefined;
}

/** Which attempt of the workflow run we are in. */
export function readRunAttempt(env: Frontend['env']): number | undefined {
  return Number(env['GITHUB_RUN_ATTEMPT']) || undefined;
}

/**
 * True where another run is known to be over: it was an earlier attempt of ours, which GitHub begins only when the one
 * before has ended, or GitHub says so. Never throws.
 */
export async function isOver(
  other: Run,
  { run, token, cancelled, say }: RunCheck,
): Promise<boolean> {
  if (isEarlierAttempt(other, run)) return true;
  const { GITHUB_API_URL: apiUrl, GITHUB_SERVER_URL: serverUrl } = process.env;
  if (token === undefined || !apiUrl || !serverUrl) return false;
  const limit = AbortSignal.any([cancelled, AbortSignal.timeout(ASK_GITHUB_MS)]);
  const status = await ask({ token, apiUrl, serverUrl }, other, limit);
  if (status.kind === 'unknown') say(`Cannot tell whether ${other.name} is over: ${status.why}.`);
  return status.kind === 'over';
}

/** GitHub's client reads the event that the runner describes when it is loaded, and fails where it cannot. */
async function ask(...asked: Parameters<typeof askRunStatus>): Promise<RunStatus> {
  try {
    return await (await import('./run-status.js')).askRunStatus(...asked);
  } catch (error) {
    return { kind: 'unknown', why: asActionError(error).message };
  }
}
