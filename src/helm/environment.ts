import type { OwnFiles } from '../files.js';
import type { Inputs } from '../inputs.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** What could point a child at another cluster, make it show or leave decrypted text, or is none of its business. */
const DROPPED: readonly RegExp[] = [
  /^KUBECONFIG$/,
  /^HELM_KUBE/,
  /^HELM_NAMESPACE$/,
  // With it helm-secrets traces every decrypted value.
  /^(HELM|HELM_SECRETS)_DEBUG$/,
  /^HELM_SECRETS_DEC_(DIR|TMP_DIR)$/,
  /^INPUT_/,
  /^STATE_/,
  // Opens the run's caches and artifacts. ACTIONS_ID_TOKEN_REQUEST_* stays: logins of clouds and Vault need it.
  /^ACTIONS_RUNTIME_TOKEN$/,
];

/**
 * The environment of every helm that we start: ours, less what would point it at another cluster, with the
 * kubeconfig of the inputs and a place of our own for decrypted values. Cloud, proxy, registry and sops variables stay.
 */
export function helmEnvironment(
  { kubeconfig, secretsBackend }: Pick<Inputs, 'kubeconfig' | 'secretsBackend'>,
  { env, files }: { readonly env: Environment; readonly files: OwnFiles },
): Readonly<Record<string, string>> {
  const paths = kubeconfig.kind === 'files' ? kubeconfig.paths.join(':') : files.kubeconfig;
  return {
    ...keep(env),
    ...(kubeconfig.kind === 'in-cluster' || paths === undefined ? {} : { KUBECONFIG: paths }),
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

/** A workflow's secret that is not defined gives an empty text, which sops would take for a key. */
function isUnsetSecret(name: string, value: string): boolean {
  return value === '' && name.startsWith('SOPS_');
}

/**
 * helm-secrets decrypts into a new folder under $TMPDIR and removes that one. $HELM_SECRETS_DEC_TMP_DIR would name the folder
 * itself, but each run of helm-secrets removes it at its end, and one `secrets://` value is a run of its own within
 * the run: it would take the other files with it (helm-secrets 4.7.7, `scripts/run.sh` and `_trap` in `scripts/lib/common.sh`).
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
