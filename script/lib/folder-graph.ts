/**
 * Prints which folder of src/ imports which, types counted, from top to bottom, and fails where an import goes up or
 * the files go in a circle. `npm run graph`; part of `npm run lint`.
 */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';

/** The files that each file imports, by their paths below src/. */
export type Imports = ReadonlyMap<string, readonly string[]>;

interface Place {
  readonly path: string;
  readonly folder: string;
}

/** The folders of src/, top to bottom: each may import those below it. The last one is src/ itself. */
export const FOLDERS: readonly string[] = [
  ...[
    'action',
    'cli',
    'run',
    'deploy',
    'tools',
    'kube',
    'guard',
    'dry-run',
    'follow',
    'logs',
    'report',
    'comment',
    'diagnosis',
    'plan',
  ],
  ...[
    'rollout',
    'hooks',
    'migrations',
    'secrets',
    'helm',
    'folder',
    'inputs',
    'kubeconfig',
    'objects',
    'time',
    'text',
    '',
  ],
];

/** Reads the imports of files, whose texts are given by their paths below src/. */
export function readImports(files: ReadonlyMap<string, string>): Imports {
  return new Map(
    [...files].map(([path, text]) => [
      path,
      ts
        .preProcessFile(text, true, true)
        .importedFiles.map(({ fileName }) => fileName)
        .filter((name) => name.startsWith('.'))
        .map((name) => normalize(join(dirname(path), name)).replace(/\.js$/, '.ts')),
    ]),
  );
}

/** What is wrong with the imports, a sentence each. */
export function findFaults(imports: Imports): readonly string[] {
  return [...findUnknown(imports), ...findUpward(imports), ...findCircles(imports)];
}

/** For each folder the folders that it imports, and from how many places. */
export function countEdges(imports: Imports): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const edges = new Map(FOLDERS.map((folder) => [folder, new Map<string, number>()]));
  for (const [from, to] of listCrossings(imports)) {
    const row = edges.get(from.folder);
    row?.set(to.folder, (row.get(to.folder) ?? 0) + 1);
  }
  return edges;
}

function findUnknown(imports: Imports): readonly string[] {
  const folders = new Set([...imports.keys()].map(folderOf));
  return [...folders]
    .filter((folder) => !FOLDERS.includes(folder))
    .map((folder) => `src/${folder} has no place in the table of script/lib/folder-graph.ts.`);
}

function findUpward(imports: Imports): readonly string[] {
  return listCrossings(imports)
    .filter(([from, to]) => FOLDERS.indexOf(to.folder) < FOLDERS.indexOf(from.folder))
    .map(([from, to]) => `src/${from.path} imports src/${to.path}, which is above it.`);
}

function listCrossings(imports: Imports): readonly (readonly [Place, Place])[] {
  return [...imports].flatMap(([path, targets]) =>
    targets
      .map((target) => [placeOf(path), placeOf(target)] as const)
      .filter(([from, to]) => from.folder !== to.folder),
  );
}

/** Each circle of files once, as the way around it. */
function findCircles(imports: Imports): readonly string[] {
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, way: readonly string[]): void => {
    const at = way.indexOf(path);
    if (at !== -1) circles.push([...way.slice(at), path].map((it) => `src/${it}`).join(' → '));
    if (at !== -1 || done.has(path)) return;
    for (const target of imports.get(path) ?? []) visit(target, [...way, path]);
    done.add(path);
  };
  for (const path of imports.keys()) visit(path, []);
  return circles.map((circle) => `A circle of files: ${circle}`);
}

function placeOf(path: string): Place {
  return { path, folder: folderOf(path) };
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : '';
}

function main(): void {
  const root = join(import.meta.dirname, '../../src');
  const paths = globSync('**/*.ts', { cwd: root }).sort();
  const imports = readImports(
    new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')])),
  );
  const name = (folder: string) => folder || 'src/*.ts';
  for (const [folder, targets] of countEdges(imports)) {
    const sorted = FOLDERS.filter((it) => targets.has(it));
    const list = sorted.map((it) => `${name(it)} ${String(targets.get(it))}`).join(', ');
    console.log(`${name(folder).padEnd(10)} → ${list || 'nothing'}`);
  }
  const faults = findFaults(imports);
  console.log(
    `${String(paths.length)} files, ${String(FOLDERS.length)} folders, ${String(faults.length)} faults`,
  );
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
}

if (import.meta.main) main();
