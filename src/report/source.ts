import { type Diagnosis, isGood } from '../diagnosis/diagnosis.js';

/** A place in a file, as a migration tool prints it: the path is of its container. */
export interface ToldPlace {
  readonly file: string;
  readonly line: number | undefined;
}

/** Where the migration failed that decided; undefined where none did, or its tool does not tell. */
export function findToldPlace({ hook, outcome }: Diagnosis): ToldPlace | undefined {
  if (isGood({ outcome })) return undefined;
  const all = (hook?.migrated.reports ?? []).flatMap(({ migrations }) => migrations);
  return all.findLast(({ state, file }) => state === 'failed' && file !== '');
}

/** The last part of a path, of the runner's or of a container's system. */
export function baseName(path: string): string {
  return split(path).at(-1) ?? '';
}

/** The path that ends as the one that was told, in most of its folders; undefined where two do so alike. */
export function matchPath(paths: readonly string[], told: string): string | undefined {
  const ranked = paths
    .map((path) => ({ path, alike: countAlike(split(path), split(told)) }))
    .filter(({ alike }) => alike > 0)
    .sort((a, b) => b.alike - a.alike);
  const [best, next] = ranked;
  return best !== undefined && best.alike !== next?.alike ? best.path : undefined;
}

function countAlike(a: readonly string[], b: readonly string[]): number {
  const [left, right] = [a.toReversed(), b.toReversed()];
  const different = left.findIndex((part, index) => part !== right[index]);
  return different === -1 ? left.length : different;
}

function split(path: string): readonly string[] {
  return path.split(/[/\\]/);
}
