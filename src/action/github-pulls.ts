import type { Pull } from '../comment/pull-request.js';
import type { ChangedFile } from '../plan/migration-files.js';
import type { Session } from './github-client.js';
import { checkList, collect, NO_ANSWER, PAGE } from './github-lists.js';

/** GitHub lists no more of a pull request: https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files */
const MOST_FILES = 3_000;

/** The pull requests that a commit belongs to. */
export async function listPulls({ client, place }: Session, sha: string): Promise<readonly Pull[]> {
  const route = 'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls';
  const { data } = await client.request(route, { ...place, commit_sha: sha });
  return checkList(data).map(toPull);
}

/** The files that a pull request changes, and whether there may be more of them. */
export async function listFiles(
  { client, place }: Session,
  pull: number,
): Promise<{ readonly files: readonly ChangedFile[]; readonly isCut: boolean }> {
  const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files';
  const files = await collect(async (page) => {
    const asked = { ...place, pull_number: pull, per_page: PAGE, page };
    return checkList((await client.request(route, asked)).data).map(toFile);
  }, MOST_FILES / PAGE);
  return { files, isCut: files.length >= MOST_FILES };
}

function toPull(pull: {
  readonly number: number;
  readonly state: string;
  readonly head: { readonly sha: string };
  readonly merge_commit_sha: string | null;
}): Pull {
  const { number, state, head, merge_commit_sha: mergeSha } = pull;
  return { number, isOpen: state === 'open', headSha: head.sha, mergeSha: mergeSha ?? '' };
}

function toFile(file: {
  readonly filename: unknown;
  readonly status: string;
  readonly previous_filename?: string;
}): ChangedFile {
  const { filename: path, status, previous_filename: from } = file;
  if (typeof path !== 'string') throw new Error(NO_ANSWER);
  const change = CHANGES[status] ?? 'changed';
  return change === 'renamed' ? { path, change, from } : { path, change };
}

/** All others are changes of what is in a file, or of its mode. */
const CHANGES: Readonly<Record<string, ChangedFile['change']>> = {
  added: 'added',
  copied: 'added',
  removed: 'removed',
  renamed: 'renamed',
};
