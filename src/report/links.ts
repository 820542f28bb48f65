/** Where a report leads to; undefined where that is not known. Each `url` is safe within Markdown. */
export interface Links {
  readonly run: string | undefined;
  readonly commit: Commit | undefined;
  /** The file of the migration that failed, in the repository. */
  readonly source: Source | undefined;
}

interface Commit {
  readonly sha: string;
  readonly url: string;
}

interface Source {
  /** From the root of the workspace, with `/`. */
  readonly path: string;
  readonly line: number | undefined;
  /** Undefined where the commit is not known. */
  readonly url: string | undefined;
}

/** No link at all. */
export const NO_LINKS: Links = { run: undefined, commit: undefined, source: undefined };

/** The variables of the runner that links are made of. */
export interface RunnerVariables {
  readonly GITHUB_SERVER_URL?: string | undefined;
  readonly GITHUB_REPOSITORY?: string | undefined;
  readonly GITHUB_SHA?: string | undefined;
  readonly GITHUB_RUN_ID?: string | undefined;
}

/** The links of a workflow run, and of a file of its workspace. */
export function makeLinks(
  variables: RunnerVariables,
  source: Pick<Source, 'path' | 'line'> | undefined,
): Links {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = variables;
  const { GITHUB_SHA: sha, GITHUB_RUN_ID: id } = variables;
  const link = (...path: readonly string[]) =>
    server && repository ? toUrl(server, [...repository.split('/'), ...path]) : undefined;
  const commit = sha ? link('commit', sha) : undefined;
  const file = sha && source ? link('blob', sha, ...source.path.split('/')) : undefined;
  return {
    run: id ? link('actions', 'runs', id) : undefined,
    commit: sha && commit ? { sha, url: commit } : undefined,
    source: source && { ...source, url: file && `${file}${anchor(source.line)}` },
  };
}

/** Nothing in it ends a link of Markdown, or a cell. */
function toUrl(server: string, path: readonly string[]): string | undefined {
  if (!/^https?:\/\/[\w.:-]+$/.test(server)) return undefined;
  return [server, ...path.map(encodeSegment)].join('/');
}

function encodeSegment(segment: string): string {
  const encoded = encodeURIComponent(segment.toWellFormed());
  return encoded.replaceAll(/[!'()*~_]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
}

function anchor(line: number | undefined): string {
  return line === undefined ? '' : `#L${String(line)}`;
}
