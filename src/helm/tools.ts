import { accessSync, closeSync, constants, openSync, readdirSync, readSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { ActionError } from '../errors.js';
import type { Inputs } from '../inputs/inputs.js';
import type { Host } from '../inputs/host.js';
import { type HelmBuild, readHelmBuild } from './binary.js';
import { explainInstall, readSecretsPlugin, type SecretsPlugin } from './plugin.js';

/** What was found, without starting any of it. */
export interface Tools {
  readonly helm: string;
  /** 3 or 4; undefined where the file does not tell. */
  readonly helmMajor: number | undefined;
  /** Like `v4.3.1`; undefined where the file does not tell. */
  readonly helmVersion: string | undefined;
  /** Undefined with the backend `none`. */
  readonly plugin: SecretsPlugin | undefined;
}

type Needs = Pick<Inputs, 'secretsBackend' | 'encryptedValues' | 'workingDirectory'>;

/** The first helm-secrets that decrypts into a folder of its own rather than beside the encrypted file. */
const MIN_PLUGIN = [4, 5] as const;

/**
 * Finds helm, helm-secrets and what decrypts, in a few milliseconds. Throws ActionError `missing-tool` that says how to
 * install what is missing.
 */
export function findTools(needs: Needs, host: Host): Tools {
  const helm = findProgram('helm', needs, host);
  if (helm === undefined) {
    throw missing(
      'helm',
      'Install it in an earlier step, for example with azure/setup-helm. Helm 3 and Helm 4 work.',
    );
  }
  const { major: helmMajor, version: helmVersion } = readBuild(helm) ?? {};
  const found = { helm, helmMajor, helmVersion };
  if (needs.secretsBackend === 'none') return { ...found, plugin: undefined };
  const plugin = choosePlugin(findPlugins(host), helmMajor);
  checkDecrypter(needs, host);
  return { ...found, plugin };
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

function choosePlugin(
  found: readonly SecretsPlugin[],
  helmMajor: number | undefined,
): SecretsPlugin {
  const [first] = found;
  if (first === undefined) throw missing('helm-secrets', explainInstall(helmMajor));
  const fitting = found.find(({ majors }) => helmMajor === undefined || majors.includes(helmMajor));
  if (fitting === undefined) {
    const what = `helm-secrets in "${first.folder}" is made for Helm ${first.majors.join(' and ')}, and helm is Helm ${helmMajor ?? '?'}`;
    throw new ActionError('missing-tool', `${what}.`, explainInstall(helmMajor));
  }
  if (isOld(fitting.version)) {
    const what = `helm-secrets in "${fitting.folder}" is ${fitting.version}; ${MIN_PLUGIN.join('.')} or later is needed`;
    const why = 'An older one writes decrypted files beside the encrypted ones.';
    throw new ActionError('missing-tool', `${what}.`, `${why} ${explainInstall(helmMajor)}`);
  }
  return fitting;
}

function isOld(version: string): boolean {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined || minor === undefined) return false;
  return (
    Number(major) < MIN_PLUGIN[0] ||
    (Number(major) === MIN_PLUGIN[0] && Number(minor) < MIN_PLUGIN[1])
  );
}

function findPlugins(host: Host): readonly SecretsPlugin[] {
  const folders = pluginFolders(host).flatMap((folder) =>
    listFolder(folder).map((name) => join(folder, name)),
  );
  return folders.flatMap((folder) => {
    const path = join(folder, 'plugin.yaml');
    if (host.kindOf(path) !== 'file') return [];
    const plugin = readSecretsPlugin(folder, host.readText(path));
    return plugin === undefined ? [] : [plugin];
  });
}

/** The folders that helm looks for plugins in (helm v4.3.1, `pkg/helmpath`; the same in v3.22.0). */
function pluginFolders({ env, home }: Host): readonly string[] {
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

function checkDecrypter(needs: Needs, host: Host): void {
  const [command, releases] =
    needs.secretsBackend === 'vals'
      ? [host.env['HELM_SECRETS_VALS_PATH'] || 'vals', 'https://github.com/helmfile/vals/releases']
      : [sopsCommand(host), 'https://github.com/getsops/sops/releases'];
  if (needs.secretsBackend === 'sops' && needs.encryptedValues.length === 0) return;
  const [name] = splitCommand(command);
  if (findProgram(name, needs, host) === undefined)
    throw missing(name, `Install it in an earlier step, from ${releases}.`);
}

function missing(tool: string, hint: string): ActionError {
  const where = tool.includes('/') ? 'the program does not exist' : 'it is not installed';
  return new ActionError('missing-tool', `${tool} is needed, and ${where}.`, hint);
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
