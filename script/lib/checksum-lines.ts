/** The table of checksums as lines: reading, adding, comparing. */

/** One line of the table. */
export interface Line {
  /** Tool, version and part. */
  readonly key: string;
  readonly sum: string;
  readonly source: string;
}

/** A table, and what is new or other in it. */
export interface Merged {
  readonly lines: readonly Line[];
  readonly added: readonly Line[];
  /** What the table has otherwise; it stays as it was. */
  readonly conflicts: readonly Line[];
}

/** All tools, in the order of the table. */
export const TOOLS = ['helm', 'helm-secrets', 'sops', 'vals'];

/** Reads the lines of a table. */
export function readLines(table: string): readonly Line[] {
  return table.split('\n').flatMap((line) => {
    const [, key, sum, source] = /^(\S+ \S+ \S+) ([0-9a-f]{64}) (.+)$/.exec(line) ?? [];
    return key && sum && source ? [{ key, sum, source }] : [];
  });
}

/** Adds lines to a table, by tool, the newest version first. */
export function merge(table: readonly Line[], found: readonly Line[]): Merged {
  const known = new Map(table.map((line) => [line.key, line]));
  const added = found.filter(({ key }) => !known.has(key));
  const conflicts = found.filter(({ key, sum }) => (known.get(key)?.sum ?? sum) !== sum);
  const all = [...table, ...added];
  const lines = all.toSorted(
    (a, b) => rank(a) - rank(b) || compareVersions(versionOf(b), versionOf(a)),
  );
  return { lines, added, conflicts };
}

/** The sum of a file in a list as `sha256sum` prints it; throws where it has none. */
export function sumIn(list: string, file: string): string {
  const rows = list.split('\n').map((row) => row.trim().split(/\s+\*?/));
  const [sum = ''] = rows.find(([, name]) => name === file) ?? [];
  if (!/^[0-9a-f]{64}$/.test(sum)) throw new Error(`There is no sum of ${file} in the list.`);
  return sum;
}

/** Below 0 where the first one is older. */
export function compareVersions(a: string, b: string): number {
  const [one, two] = [a, b].map((text) => text.split('.').map(Number));
  const at = one?.findIndex((part, index) => part !== two?.[index]) ?? -1;
  return at < 0 ? 0 : (one?.[at] ?? 0) - (two?.[at] ?? 0);
}

function rank({ key }: Line): number {
  return TOOLS.indexOf(key.split(' ')[0] ?? '');
}

function versionOf({ key }: Line): string {
  return key.split(' ')[1] ?? '';
}
