import type { Environment } from '../inputs/host.js';
import type { OwnFiles } from '../folder/files.js';
import type { Inputs } from '../inputs/inputs.js';
import { loginEnvironment } from './own-config.js';

/** What could point a child at another cluster, make it show or leave decrypted text, or is none of its business. */
const DROPPED: readonly RegExp[] = [
  /^KUBECONFIG$/,
  /^HELM_KUBE/,
  /^HELM_NAMESPACE$/,
  // With these helm-secrets traces every decrypted value (4.7.7, `scripts/run.sh`), and helm what it sends.
  /^(HELM|HELM_SECRETS)_DEBUG$/,
  // A shell that is told so by its environment traces, too: bash, and what it calls `sh`. It runs what is in $PS4.
  /^(SHELLOPTS|BASHOPTS|BASH_XTRACEFD|PS4)$/,
  // A script that every bash runs first. $ENV stays: only a shell that a person types into reads it.
  /^BASH_ENV$/,
  // Where decrypted values are put, and under which names.
  /^HELM_SECRETS_DEC_(DIR|TMP_DIR|PREFIX|SUFFIX)$/,
  // Another helm than the one that was found and whose version we know.
  /^HELM_SECRETS_HELM_PATH$/,
  // Values that are missing would pass for empty ones; `?path` says so of one file.
  /^HELM_SECRETS_IGNORE_MISSING_VALUES$/,
  // See `quietGo`.
  /^GODEBUG$/,
  /^INPUT_/,
  /^STATE_/,
  // The files by which a step commands the runner (v2.336.0, `src/Runner.Worker/FileCommandManager.cs`).
  /^GITHUB_(ENV|PATH|OUTPUT|STATE|STEP_SUMMARY)$/,
  // Opens the run's caches and artifacts (`src/Runner.Worker/Handlers/NodeScriptActionHandler.cs`), and where they are.
  // ACTIONS_ID_TOKEN_REQUEST_* stays: logins of clouds and Vault need it.
  /^ACTIONS_(RUNTIME|RESULTS|CACHE)_/,
];

/**
 * The environment of every helm that we start: ours, less what would point it at another cluster, with the
 * kubeconfig of the inputs, the login that the inputs give, and a place of our own for decrypted values. Cloud, proxy,
 * registry and sops variables stay.
 */
export function helmEnvironment(
  {
    kubeconfig,
    secretsBackend,
    registryLogin,
  }: Pick<Inputs, 'kubeconfig' | 'secretsBackend' | 'registryLogin'>,
  { env, files }: { readonly env: Environment; readonly files: OwnFiles },
): Readonly<Record<string, string>> {
  const paths = kubeconfig.kind === 'files' ? kubeconfig.paths.join(':') : files.kubeconfig;
  return {
    ...keep(env),
    ...absolutePath(env['PATH']),
    ...quietGo(env['GODEBUG']),
    ...(kubeconfig.kind === 'in-cluster' || paths === undefined ? {} : { KUBECONFIG: paths }),
    ...loginEnvironment(registryLogin, { env, files }),
    ...(secretsBackend === 'none' ? {} : secretsEnvironment(secretsBackend, files)),
  };
}

function keep(env: Environment): Readonly<Record<string, string>> {
  const entries = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined &&
      !DROPPED.some((pattern) => pattern.test(entry[0])) &&
      !isUnsetSecret(entry[0], entry[1]),
  );
  return Object.fromEntries(entries);
}

/**
 * $PATH without its relative folders, the empty ones among them: from helm's working directory they would lead to other
 * programs than those that were found, and a checked-out repository could put its own there.
 */
function absolutePath(path: string | undefined): Readonly<Record<string, string>> {
  if (path === undefined) return {};
  return {
    PATH: path
      .split(':')
      .filter((folder) => folder.startsWith('/'))
      .join(':'),
  };
}

/**
 * $GODEBUG without `http2debug`, by which helm prints each header that it sends, its token among them, and what bodies
 * begin with. Go looks for it anywhere in the text (1.26, `net/http/h2_bundle.go`). Other settings stay.
 */
function quietGo(settings: string | undefined): Readonly<Record<string, string>> {
  const others = settings?.split(',').filter((setting) => !setting.includes('http2debug=')) ?? [];
  return others.length === 0 ? {} : { GODEBUG: others.join(',') };
}

/** A workflow's secret that is not defined gives an empty text, which sops would take for a key. */
function isUnsetSecret(name: string, value: string): boolean {
  return value === '' && name.startsWith('SOPS_');
}

/**
 * helm-secrets decrypts into a new folder under $TMPDIR and removes that one. $HELM_SECRETS_DEC_TMP_DIR would name the
 * folder itself, but each run of helm-secrets removes it at its end, and one `secrets://` value is a run of its own
 * within the run: it would take the other files with it (helm-secrets 4.7.7, `scripts/run.sh` and `_trap` in
 * `scripts/lib/common.sh`).
 */
function secretsEnvironment(
  backend: 'sops' | 'vals',
  files: OwnFiles,
): Readonly<Record<string, string>> {
  return {
    HELM_SECRETS_BACKEND: backend,
    HELM_SECRETS_DECRYPT_SECRETS_IN_TMP_DIR: 'true',
    TMPDIR: files.decrypted,
  };
}
