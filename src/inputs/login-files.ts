import { findPluginProblem, type PluginEntry } from '../kubeconfig/plugin.js';
import type { Place } from './host.js';
import { quote } from './problems.js';

/** A path that a kubeconfig names. */
export interface NamedPath {
  /** Which field of what, such as `"client-key" of user "me"`. */
  readonly what: string;
  readonly path: string;
  /** The kubeconfig that it is in. */
  readonly file: string;
}

/** A credential plugin that helm will ask. */
export interface NamedPlugin extends PluginEntry {
  readonly user: string;
  /** The kubeconfig that it is in. */
  readonly file: string;
}

const INPUT = 'kubeconfig';

/** Reports each file of the login that is not there: helm would only fail over it. */
export function checkLoginFiles(paths: readonly NamedPath[], place: Place): void {
  for (const { what, path, file } of paths) {
    const kind = place.host.kindOf(locate(path, file, place));
    if (kind === 'file') continue;
    place.report({
      input: INPUT,
      expected: `a kubeconfig whose files exist`,
      got: `${quote(path)} as ${what}, which ${kind === 'folder' ? 'is a folder' : 'does not exist'}`,
      hint: `Check that an earlier step creates it, or put its content into the kubeconfig with kubectl config view --raw --minify --flatten.`,
    });
  }
}

/** Reports a credential plugin that helm could not ask. */
export function checkPlugin(plugin: NamedPlugin, place: Place): void {
  const expected = 'a kubeconfig whose credential plugin can be used here';
  const name = `${quote(plugin.command)} of user ${quote(plugin.user)}`;
  const problem = findPluginProblem(plugin);
  if (problem !== undefined) {
    const hint =
      'Update the tool that writes the kubeconfig, write it again in an earlier step, or use a kubeconfig with a token.';
    place.report({ input: INPUT, expected, got: `${name}, which ${problem}`, hint });
    return;
  }
  const where = findMissing(plugin, place);
  if (where === undefined) return;
  const hint =
    plugin.installHint ?? 'Install it in an earlier step, or use a kubeconfig with a token.';
  place.report({ input: INPUT, expected, got: `${name}, which ${where}`, hint });
}

/** A command with a slash in it is a path, any other is looked for in $PATH; undefined where it was found. */
function findMissing({ command, file }: NamedPlugin, place: Place): string | undefined {
  const { host } = place;
  if (command.includes('/'))
    return host.kindOf(locate(command, file, place)) === 'file' ? undefined : 'does not exist';
  const folders = (host.env['PATH'] ?? '').split(':').filter((folder) => folder !== '');
  const isThere = (folder: string) => host.kindOf(host.resolve(folder, command)) === 'file';
  return folders.length === 0 || folders.some(isThere) ? undefined : 'is not in $PATH';
}

/** Relative paths start from the folder of the kubeconfig. */
function locate(path: string, file: string, { host }: Place): string {
  return path.startsWith('/') ? path : host.resolve(host.resolve(file, '..'), path);
}
