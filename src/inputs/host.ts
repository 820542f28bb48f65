import type { Report } from './problems.js';

/** Variables of an environment, by their names. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What reading the inputs needs to know of the machine; handed in, so that it stays pure. */
export interface Host {
  /** As `process.platform` and `process.arch` name them. */
  readonly platform: string;
  readonly arch: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The workspace: where a relative `working-directory` starts. */
  readonly workspace: string;
  /** Where relative paths may lead: the workspace, whose files others may write, or `/`. */
  readonly bounds: string;
  readonly home: string;
  /** Links are followed; what cannot be looked at counts as missing. */
  readonly kindOf: (path: string) => 'file' | 'folder' | 'missing';
  /** A file's text as UTF-8. Throws what the system says when it cannot be read. */
  readonly readText: (path: string) => string;
  /** The absolute path of `path`, as seen from the folder `from`. */
  readonly resolve: (from: string, path: string) => string;
  /** Where the system comes out at `path`, through links and `..`; undefined where nothing is. */
  readonly realPath: (path: string) => string | undefined;
  /** The names in a folder; [] of one that cannot be read. */
  readonly list: (folder: string) => readonly string[];
}

/** What a check of one input needs: the machine, where relative paths start from and must stay, where to report. */
export interface Place {
  readonly host: Host;
  readonly folder: string;
  /** The host's, or the working directory where that was given as an absolute path within them. */
  readonly bounds: string;
  readonly report: Report;
}

/** A file's text; undefined where there is no file, or it cannot be read: that is helm's to complain of. */
export function readIfThere(path: string, host: Host): string | undefined {
  try {
    return host.kindOf(path) === 'file' ? host.readText(path) : undefined;
  } catch {
    return undefined;
  }
}
