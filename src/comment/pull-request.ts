import { isMapping, type Mapping, mappingOf } from '../text/yaml.js';

/** Where the pull request of a run is told. */
export type Origin =
  | { readonly kind: 'pull-request'; readonly number: number; readonly isReadOnly: boolean }
  /** GitHub knows the pull requests of this commit. */
  | { readonly kind: 'commit'; readonly sha: string }
  | { readonly kind: 'none'; readonly why: string };

/** The event that started a run, as the runner describes it. */
export interface Event {
  readonly name: string;
  /** `$GITHUB_SHA`. */
  readonly sha: string;
  readonly payload: unknown;
}

/** A pull request that a commit belongs to. */
export interface Pull {
  readonly number: number;
  readonly isOpen: boolean;
  readonly headSha: string;
  readonly mergeSha: string;
}

/**
 * Tells where the pull request of an event is to be found. Of comments on issues and of `workflow_run`, `$GITHUB_SHA`
 * is the default branch's newest commit, which has nothing to do with the pull request.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
 */
export function findOrigin({ name, sha, payload }: Event): Origin {
  const event = mappingOf(payload);
  const pull = mappingOf(event['pull_request']);
  if (typeof pull['number'] === 'number')
    return { kind: 'pull-request', number: pull['number'], isReadOnly: isReadOnly(name, pull) };
  const issue = mappingOf(event['issue']);
  if (typeof issue['number'] === 'number') return ofIssue(issue['number'], issue['pull_request']);
  const head = mappingOf(event['workflow_run'])['head_sha'];
  const commit = typeof head === 'string' ? head : sha;
  return commit === ''
    ? { kind: 'none', why: 'The run has no commit' }
    : { kind: 'commit', sha: commit };
}

/**
 * The one that a commit stands for: an open one that it is the head of, else the one that was merged as this commit,
 * else an open one. Undefined where there is none.
 */
export function choosePull(pulls: readonly Pull[], sha: string): Pull | undefined {
  return (
    pulls.find(({ isOpen, headSha }) => isOpen && headSha === sha) ??
    pulls.find(({ mergeSha }) => mergeSha === sha) ??
    pulls.find(({ isOpen }) => isOpen) ??
    pulls[0]
  );
}

/** The number of the pull request, or why there is none. `listPulls` gives those that a commit belongs to. */
export async function findPull(
  origin: Origin,
  listPulls: (sha: string) => Promise<readonly Pull[]>,
): Promise<number | string> {
  switch (origin.kind) {
    case 'pull-request':
      return origin.number;
    case 'none':
      return origin.why;
    case 'commit': {
      const pull = choosePull(await listPulls(origin.sha), origin.sha);
      return pull?.number ?? `Commit ${origin.sha.slice(0, 7)} belongs to no pull request`;
    }
    default:
      return origin satisfies never;
  }
}

function ofIssue(number: number, pull: unknown): Origin {
  return isMapping(pull)
    ? { kind: 'pull-request', number, isReadOnly: false }
    : { kind: 'none', why: `Issue #${String(number)} is not a pull request` };
}

/**
 * A pull request from a fork gets a token that only reads. `pull_request_target` runs with the base's rights.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request
 */
function isReadOnly(name: string, pull: Mapping): boolean {
  if (name === 'pull_request_target') return false;
  return nameRepository(pull['head']) !== nameRepository(pull['base']);
}

function nameRepository(branch: unknown): unknown {
  return mappingOf(mappingOf(branch)['repo'])['full_name'];
}
