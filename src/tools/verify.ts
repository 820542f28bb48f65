/** One entry of an archive of helm-secrets; a link has no sum. */
export interface ArchivedFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly sha256: string | undefined;
}

/** What would be part of the plugin, if it were unpacked. */
const PART = /^(?:plugin\.yaml$|scripts\/|plugins\/)/;
/** The packages for Helm 4 have the scripts by a link, or as copies. */
const SCRIPTS = /^plugins\/helm-secrets-[a-z-]+\/(scripts(?:\/|$))/;

/**
 * The path of a file of helm-secrets as the repository has it, by its path in an archive, whose first folder is the
 * archive's own; a copy of a script counts as that script.
 */
export function pathInRepository(archived: string): string {
  return archived.replace(/^(?:\.\/)*[^/]+\//, '').replace(SCRIPTS, '$1');
}

/**
 * What is wrong with the files of an archive of helm-secrets, a phrase each: changed, missing, or none of the
 * release's although it would be run. The rest of the repository (documentation, tests) is nobody's concern.
 */
export function findWrongFiles(
  files: readonly ArchivedFile[],
  expected: ReadonlyMap<string, string>,
): readonly string[] {
  const there = new Set(files.map(({ path }) => path));
  const missing = [...expected.keys()].filter((path) => !there.has(path));
  return [
    ...files.flatMap((file) => complainOf(file, expected) ?? []),
    ...missing.map((path) => `${path} is missing`),
  ];
}

function complainOf(
  { path, sha256 }: ArchivedFile,
  expected: ReadonlyMap<string, string>,
): string | undefined {
  const sum = expected.get(path);
  if (sum === undefined && !PART.test(path)) return undefined;
  // A link to the scripts, which are compared themselves.
  if (sum === undefined && path === 'scripts' && sha256 === undefined) return undefined;
  if (sum === undefined) return `${path} is not part of the release`;
  if (sha256 === undefined) return `${path} is a link`;
  return sha256 === sum ? undefined : `${path} has the SHA-256 ${sha256}, expected ${sum}`;
}

/** The files of helm-secrets for one Helm: where each goes in the folder of plugins, and where it comes from. */
export function layOut(paths: Iterable<string>, major: number): ReadonlyMap<string, string> {
  const scripts = [...paths].filter((path) => path.startsWith('scripts/'));
  const packages =
    major === 3
      ? [['secrets', 'plugin.yaml'] as const]
      : [
          ['secrets', 'plugins/helm-secrets-cli/plugin.yaml'] as const,
          ['secrets-getter', 'plugins/helm-secrets-getter/plugin.yaml'] as const,
        ];
  return new Map(
    packages.flatMap(([folder, manifest]) => [
      [`${folder}/plugin.yaml`, manifest] as const,
      ...scripts.map((path) => [`${folder}/${path}`, path] as const),
    ]),
  );
}
