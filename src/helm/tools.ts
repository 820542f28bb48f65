import { accessSync, closeSync, constants, openSync, readdirSync, readSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Inputs } from '../inputs/inputs.js';
import type { Host } from '../inputs/host.js';
import { type HelmBuild, readHelmBuild } from './binary.js';
import { readSecretsPlugin, type SecretsPlugin } from './plugin.js';

/** The helm that is installed. */
export interface FoundHelm {
  readonly path: string;
  /** Undefined where the file does not tell. */
  readonly major: number | undefined;
  /** Like `v4.3.1`; undefined where the file does not tell. */
  readonly version: string | undefined;
}

/** What decrypts: its program as helm-secrets starts it, and its absolute path where it is installed. */
export interface Decrypter {
  readonly tool: 'sops' | 'vals';
  /** The tool's own name, or what a variable names instead. */
  readonly name: string;
  readonly path: string | undefined;
}

/** What is installed, without starting any of it. */
export interface FoundTools {
  readonly helm: FoundHelm | undefined;
  /** All that are helm-secrets, as helm finds them; undefined where none is needed. */
  readonly plugins: readonly SecretsPlugin[] | undefined;
  /** Undefined where nothing is to be decrypted. */
  readonly decrypter: Decrypter | undefined;
}

type Needs = Pick<Inputs, 'secretsBackend' | 'encryptedValues' | 'values' | 'workingDirectory'>;

/** Looks for helm, helm-secrets and what decrypts, in a few milliseconds. */
export function lookForTools(needs: Needs, host: Host): FoundTools {
  const path = findProgram('helm', needs, host);
  const { major, version } = (path === undefined ? undefined : readBuild(path)) ?? {};
  return {
    helm: path === undefined ? undefined : { path, major, version },
    plugins: needs.secretsBackend === 'none' ? undefined : listSecretsPlugins(host),
    decrypter: findDecrypter(needs, host),
  };
}

/**
 * The absolute path of a program on `$PATH`, or of one that is named by its path, which starts from helm's folder;
 * undefined where there is none.
 */
function findProgram(
  name: string,
  { workingDirectory }: Pick<Needs, 'workingDirectory'>,
  host: Host,
): string | undefined {
  const isProgram = (path: string): boolean => host.kindOf(path) === 'file' && mayRun(path);
  if (name.includes('/')) return [host.resolve(workingDirectory, name)].find(isProgram);
  const folders = (host.env['PATH'] ?? '').split(delimiter).filter(isAbsolute);
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

function listSecretsPlugins(host: Host): readonly SecretsPlugin[] {
  return listPlugins(host).flatMap(
    ({ folder, manifest }) => readSecretsPlugin(folder, manifest) ?? [],
  );
}

/** A plugin of helm's, whatever it is. */
export interface InstalledPlugin {
  readonly folder: string;
  /** The text of its `plugin.yaml`. */
  readonly manifest: string;
}

/** All plugins that helm would find, in its order. */
export function listPlugins(host: Host): readonly InstalledPlugin[] {
  const folders = pluginFolders(host).flatMap((folder) =>
    listFolder(folder).map((name) => join(folder, name)),
  );
  return folders.flatMap((folder) => {
    const path = join(folder, 'plugin.yaml');
    return host.kindOf(path) === 'file' ? [{ folder, manifest: host.readText(path) }] : [];
  });
}

/** The folders that helm looks for plugins in (helm v4.3.1, `pkg/helmpath`; the same in v3.22.0). */
export function pluginFolders({ env, home }: Pick<Host, 'env' | 'home'>): readonly string[] {
  if (env['HELM_PLUGINS']) return env['HELM_PLUGINS'].split(delimiter).filter(isAbsolute);
  if (env['HELM_DATA_HOME']) return [join(env['HELM_DATA_HOME'], 'plugins')];
  return [join(env['XDG_DATA_HOME'] || join(home, '.local/share'), 'helm/plugins')];
}

/** A program by its absolute path, and the arguments that come first. */
export interface ProgramCommand {
  readonly program: string;
  readonly args: readonly string[];
}

/** What helm-secrets starts as sops; by its name alone where it is not found. */
export function findSops(needs: Pick<Needs, 'workingDirectory'>, host: Host): ProgramCommand {
  const [name, ...args] = splitCommand(sopsCommand(host));
  return { program: findProgram(name, needs, host) ?? name, args };
}

/** As helm-secrets reads it (4.7.7, `scripts/lib/backends/sops.sh`). */
function sopsCommand({ env }: Host): string {
  return env['HELM_SECRETS_SOPS_PATH'] || env['HELM_SECRETS_SOPS_BIN'] || 'sops';
}

/** helm-secrets starts what its variable names, with arguments or without (4.7.7, `scripts/lib/backends`). */
function splitCommand(command: string): readonly [name: string, ...args: string[]] {
  const [name = command, ...args] = command.trim().split(/\s+/);
  return [name, ...args];
}

function findDecrypter(needs: Needs, host: Host): Decrypter | undefined {
  const tool = needs.secretsBackend;
  if (tool === 'none' || (tool === 'sops' && !mayDecrypt(needs))) return undefined;
  const command =
    tool === 'sops' ? sopsCommand(host) : host.env['HELM_SECRETS_VALS_PATH'] || 'vals';
  const [name] = splitCommand(command);
  return { tool, name, path: findProgram(name, needs, host) };
}

/** What `secrets://` leads to may be elsewhere, and encrypted. */
function mayDecrypt({ encryptedValues, values }: Needs): boolean {
  return encryptedValues.length > 0 || values.some((value) => /^\??secrets[+:]/.test(value));
}

function readBuild(helm: string): HelmBuild | undefined {
  const file = openSync(helm, 'r');
  try {
    return readHelmBuild((position, length) => {
      const buffer = Buffer.alloc(length);
      return buffer.subarray(0, readSync(file, buffer, 0, length, position));
    });
  } catch {
    return undefined;
  } finally {
    closeSync(file);
  }
}

function mayRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function listFolder(path: string): readonly string[] {
  try {
    return readdirSync(path).sort();
  } catch {
    return [];
  }
}
