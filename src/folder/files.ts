import { lstat, mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ActionError } from '../errors.js';
import { removeTree } from './tree.js';

/** The folder that only we can read, and what lies in it. Everything in it goes when the step ends. */
export interface OwnFiles {
  readonly folder: string;
  /** Where helm and helm-secrets put what they decrypt. */
  readonly decrypted: string;
  /** Path of the kubeconfig that was given as text. */
  readonly kubeconfig: string | undefined;
  /** Path of the values that were given as text. */
  readonly valuesInline: string | undefined;
  /** Where helm keeps the login that the inputs give. */
  readonly helmConfig: string | undefined;
}

/** The texts to write. */
export interface OwnTexts {
  readonly kubeconfig: string | undefined;
  readonly valuesInline: string | undefined;
  /** Helm's list of logins to registries, before it logs in; undefined where the inputs give no login. */
  readonly registryConfig: string | undefined;
}

/** The name under which the main step saves our folder's path for the post step. */
export const FOLDER_STATE = 'folder';

const ONLY_US = 0o600;

// Short, as gpg's sockets lie below it and a socket's path holds 107 characters.
const FOLDER_PREFIX = 'helm-migrate-';
const FOLDER_NAME = /^helm-migrate-[A-Za-z0-9]{6}$/;
/**
 * Where helm and helm-secrets cut a list of paths: $KUBECONFIG at a colon, `--values` as a line of CSV (v4.3.1), and
 * helm-secrets at a line break (4.7.7, `scripts/commands/helm.sh`).
 */
const CUT_AT = /[:,"\r\n]/;

/**
 * Makes our folder (mode 0700) under `$RUNNER_TEMP`, or the system's where that is not set. Call `removeFolder` with it
 * whatever happens then. Where even the post step was killed, the runner empties `$RUNNER_TEMP` before its next job
 * (https://github.com/actions/runner/blob/v2.336.0/src/Runner.Worker/TempDirectoryManager.cs). Throws ActionError
 * `file-error`.
 */
export async function makeFolder(runnerTemp: string | undefined): Promise<string> {
  const parent = parentOf(runnerTemp);
  try {
    const folder = await realpath(parent);
    if (CUT_AT.test(folder)) throw cannotHold(folder);
    // mkdtemp makes the folder with 0700 and fails where a link or anything else stands.
    return await mkdtemp(join(folder, FOLDER_PREFIX));
  } catch (cause) {
    if (cause instanceof ActionError) throw cause;
    throw fileError(`The folder for secrets cannot be created in "${parent}"`, cause);
  }
}

function cannotHold(folder: string): ActionError {
  const name = folder.replaceAll(/[\r\n]/g, ' ');
  return new ActionError(
    'file-error',
    `The path of $RUNNER_TEMP, "${name}", contains a comma, a colon, a double quote or a line break, at which helm and helm-secrets split lists of files.`,
    'Set up the runner with a work folder without these characters in its path ("config.sh --work").',
  );
}

/** Writes the texts into our folder, mode 0600. Throws ActionError `file-error`. */
export async function writeFiles(folder: string, texts: OwnTexts): Promise<OwnFiles> {
  const decrypted = join(folder, 't');
  try {
    await mkdir(decrypted, { mode: 0o700 });
    return {
      folder,
      decrypted,
      kubeconfig: await writeNew(join(folder, 'kubeconfig'), texts.kubeconfig),
      valuesInline: await writeNew(join(folder, 'values-inline.yaml'), texts.valuesInline),
      helmConfig: await writeHelmConfig(join(folder, 'helm'), texts.registryConfig),
    };
  } catch (cause) {
    throw fileError(`Secrets cannot be written to "${folder}"`, cause);
  }
}

/**
 * Removes our folder with all that is in it; one that is gone already is well. Throws ActionError `file-error` when it
 * cannot be removed, or when the path is not a folder that `makeFolder` made under `runnerTemp`.
 */
export async function removeFolder(folder: string, runnerTemp: string | undefined): Promise<void> {
  const name = folder.slice(folder.lastIndexOf('/') + 1);
  try {
    const parent = await realpath(parentOf(runnerTemp));
    if (dirname(folder) !== parent || !FOLDER_NAME.test(name)) {
      throw new Error(`it is not one of the action's folders in ${parent}`);
    }
    const stat = await lstat(folder).catch(() => undefined);
    if (stat === undefined) return;
    if (!stat.isDirectory()) throw new Error('it is not a folder');
    await removeTree(folder);
  } catch (cause) {
    throw fileError(`"${folder}" cannot be removed`, cause);
  }
}

function parentOf(runnerTemp: string | undefined): string {
  return runnerTemp === undefined || runnerTemp === '' ? tmpdir() : runnerTemp;
}

/** As helm has them in its own folder (v4.3.1, `pkg/registry/constants.go`). */
async function writeHelmConfig(
  folder: string,
  registryConfig: string | undefined,
): Promise<string | undefined> {
  if (registryConfig === undefined) return undefined;
  await mkdir(join(folder, 'registry'), { mode: 0o700, recursive: true });
  await writeNew(join(folder, 'registry/config.json'), registryConfig);
  return folder;
}

async function writeNew(path: string, text: string | undefined): Promise<string | undefined> {
  if (text === undefined) return undefined;
  await writeFile(path, text, { mode: ONLY_US, flag: 'wx' });
  return path;
}

function fileError(what: string, cause: unknown): ActionError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new ActionError(
    'file-error',
    `${what}: ${why}.`,
    'Check the disk and the permissions of $RUNNER_TEMP.',
    { cause },
  );
}
