import { isUrl } from './url.js';

/** A values file, or the file of a `set-file`, as helm-secrets reads it. */
export interface Source {
  readonly given: string;
  /** A path, or a URL. */
  readonly path: string;
  /** What opens it: the backend, unless the item names its own as in `sops!secrets.yaml`. */
  readonly opener: string;
  readonly mayBeMissing: boolean;
}

/** Reads helm-secrets' own forms of a path: `?path` may be missing, `vals!path` names the backend (4.7.7). */
export function readSource(given: string, backend: string): Source {
  if (backend === 'none') return { given, path: given, opener: backend, mayBeMissing: false };
  const bare = given.replace(/^\?/, '');
  const [, named, path] = /^(sops|vals|noop)!(.*)$/s.exec(bare) ?? [];
  return { given, path: path ?? bare, opener: named ?? backend, mayBeMissing: bare !== given };
}

/** Whether it is a path, and not something that helm or helm-secrets fetches. */
export function isPath({ path }: Pick<Source, 'path'>): boolean {
  return !isUrl(path);
}

const SECRETS = /^secrets(\+(?:age|gpg)-import(?:-kubernetes)?)?:\/\/(.*)$/s;

/**
 * What helm-secrets opens of the files here: the source itself, or the file behind `secrets://` with the backend that
 * it names or else `standard` (4.7.7, `scripts/commands/downloader.sh`); undefined of a URL.
 */
export function openedOf(source: Source, standard: string): Source | undefined {
  if (isPath(source)) return source;
  const path = pathsOf(source).at(-1);
  const [, , rest] = SECRETS.exec(source.path) ?? [];
  if (path === undefined || rest === undefined) return undefined;
  return { ...readSource(rest, standard), given: source.given, path };
}

/**
 * The paths that are opened for it, also those behind helm-secrets' schemes (4.7.7, `scripts/commands/downloader.sh`).
 */
export function pathsOf(source: Source): readonly string[] {
  if (isPath(source)) return [source.path];
  const [, key, rest] = SECRETS.exec(source.path) ?? [];
  if (rest === undefined) return [];
  const inner = readSource(rest, 'sops').path;
  const mark = key === undefined ? -1 : inner.indexOf('?');
  const parts = mark < 0 ? [inner] : [inner.slice(0, mark), inner.slice(mark + 1)];
  // The key of a Kubernetes Secret is not a path.
  const opened = key?.endsWith('-kubernetes') ? parts.slice(1) : parts;
  return opened.filter((path) => path !== '' && isPath({ path }));
}
