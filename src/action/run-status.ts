import { getOctokit } from '@actions/github';
import type { Run } from '../guard/lease.js';
import { mappingOf } from '../text/yaml.js';

/** The client tells of deprecations on the console, which is the workflow's log. */
const nothing = () => undefined;
const SILENT = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** Where GitHub is, and what it is asked with. */
export interface GitHub {
  readonly token: string;
  /** `https://api.github.com`, or the API of a GitHub Enterprise Server. */
  readonly apiUrl: string;
  readonly serverUrl: string;
}

/** What GitHub says of a workflow run. */
export type RunStatus =
  | { readonly kind: 'over' | 'running' }
  /** Nobody could say; `why` tells what is missing. */
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * Asks GitHub whether a workflow run is over, or its attempt. Never throws: what cannot be known is `unknown`.
 * https://docs.github.com/en/rest/actions/workflow-runs#get-a-workflow-run (2022-11-28)
 */
export async function askRunStatus(
  { token, apiUrl, serverUrl }: GitHub,
  run: Pick<Run, 'name' | 'attempt'>,
  signal: AbortSignal,
): Promise<RunStatus> {
  const place = readRunUrl(run.name, serverUrl);
  if (place === undefined)
    return { kind: 'unknown', why: `${run.name} is not a workflow run of ${serverUrl}` };
  try {
    const { data } = await getOctokit(token, { baseUrl: apiUrl }).request(
      'GET /repos/{owner}/{repo}/actions/runs/{run_id}',
      { ...place, request: { signal, log: SILENT } },
    );
    return readStatus(data, run.attempt);
  } catch (error) {
    return { kind: 'unknown', why: explain(error, signal) };
  }
}

/**
 * A proxy may answer with a page of its own; what is completed may be an older attempt than the one that is asked for.
 */
function readStatus(data: unknown, attempt: number | undefined): RunStatus {
  const { status, run_attempt: newest } = mappingOf(data);
  if (typeof status !== 'string' || typeof newest !== 'number')
    return { kind: 'unknown', why: 'the answer does not describe a workflow run' };
  if (attempt === undefined) return { kind: status === 'completed' ? 'over' : 'running' };
  const isOver = newest > attempt || (newest === attempt && status === 'completed');
  return { kind: isOver ? 'over' : 'running' };
}

/** The parts of a run's URL, or undefined where it is of another server, or none. */
function readRunUrl(url: string, serverUrl: string) {
  if (!url.startsWith(`${serverUrl}/`)) return undefined;
  const path = url.slice(serverUrl.length + 1);
  const { owner, repo, id } =
    /^(?<owner>[\w-]+)\/(?<repo>(?!\.\.?\/)[\w.-]+)\/actions\/runs\/(?<id>\d+)$/.exec(path)
      ?.groups ?? {};
  if (owner === undefined || repo === undefined) return undefined;
  return { owner, repo, run_id: Number(id) };
}

/** The client calls a broken connection a 500, too; only an answer has a `response`. */
function explain(error: unknown, { aborted }: AbortSignal): string {
  if (aborted) return 'GitHub did not answer in time';
  const { status, response } = mappingOf(error);
  if (response === undefined) return 'GitHub could not be reached';
  if (status === 403 || status === 404)
    return `GitHub answered ${String(status)}; add "actions: read" to the job's permissions`;
  if (status === 401) return 'GitHub answered 401; check the input "github-token"';
  return `GitHub answered ${String(status)}`;
}
