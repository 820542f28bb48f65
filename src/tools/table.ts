import { type Checksum, parseChecksum, type ToolName } from '../inputs/tool-versions.js';
import { CHECKSUMS } from './checksums.js';

/** What is known of the downloads of all tools. */
export interface ChecksumTable {
  /** The SHA-256 of a download; undefined where nobody knows it. */
  readonly sumOf: (tool: ToolName, version: string, platform: string) => string | undefined;
  /** The SHA-256 of each file of a version of helm-secrets, by path; empty where nobody knows them. */
  readonly filesOf: (version: string) => ReadonlyMap<string, string>;
  /** The versions that a platform can have, as the table has them: newest first. */
  readonly versionsOf: (tool: ToolName, platform: string) => readonly string[];
}

const PLUGIN = 'helm-secrets';

/** Our table with the user's own lines, which win. */
export function makeTable(own: readonly Checksum[]): ChecksumTable {
  const lines = [...parseTable(CHECKSUMS), ...own];
  const sums = new Map(lines.map((line) => [keyOf(line.tool, line.version, line.part), line]));
  return {
    sumOf: (tool, version, platform) => sums.get(keyOf(tool, version, platform))?.sha256,
    filesOf: (version) =>
      new Map(
        [...sums.values()]
          .filter((line) => line.tool === PLUGIN && line.version === version)
          .map(({ part, sha256 }) => [part, sha256]),
      ),
    versionsOf: (tool, platform) => {
      const fitting = [...sums.values()].filter(
        (line) => line.tool === tool && (tool === PLUGIN || line.part === platform),
      );
      return [...new Set(fitting.map(({ version }) => version))];
    },
  };
}

/** The lines of a table as a text; what is no line of it is passed over. */
export function parseTable(text: string): readonly Checksum[] {
  return text.split('\n').flatMap((line) => parseChecksum(line) ?? []);
}

function keyOf(tool: ToolName, version: string, part: string): string {
  return `${tool} ${version} ${part}`;
}
