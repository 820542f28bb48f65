import type { EncryptedFile } from './inputs/sops.js';
import type { KubeconfigSource } from './kube/kubeconfig.js';

/** All inputs of action.yml, checked and resolved: every path that we open ourselves is absolute. */
export interface Inputs {
  readonly release: string;
  /** As given: a path counts from `workingDirectory`. */
  readonly chart: string;
  readonly version: string | undefined;
  readonly repo: string | undefined;
  readonly dependencyUpdate: boolean;
  readonly workingDirectory: string;
  /** The input, else the context's, else `default`. */
  readonly namespace: string;
  readonly createNamespace: boolean;
  readonly kubeconfig: KubeconfigSource;
  /** The input as given; undefined means the kubeconfig's current context. */
  readonly kubeContext: string | undefined;
  /** The API server's URL, for messages. */
  readonly server: string;
  /** As given, in order: paths (from `workingDirectory`), URLs, helm-secrets' forms. */
  readonly values: readonly string[];
  /** Those of `values` that sops has encrypted, with the keys that can open them. */
  readonly encryptedValues: readonly EncryptedFile[];
  /** YAML text; wins over `values`. */
  readonly valuesInline: string | undefined;
  readonly set: SetValues;
  /** As given, a Go duration. */
  readonly timeout: string;
  readonly timeoutSeconds: number;
  readonly wait: boolean;
  readonly waitForJobs: boolean;
  /** 0 keeps every revision; undefined leaves it to helm. */
  readonly historyMax: number | undefined;
  readonly description: string | undefined;
  readonly helmArgs: readonly string[];
  readonly secretsBackend: SecretsBackend;
  /** Absolute; undefined means a place of our own under RUNNER_TEMP. */
  readonly logFile: string | undefined;
  readonly summary: boolean;
}

/** `none` means plain `helm upgrade --install`, without helm-secrets. */
export type SecretsBackend = 'sops' | 'vals' | 'none';

/** Items of `set` and its kin, each `key=value` in helm's syntax. */
export interface SetValues {
  readonly set: readonly string[];
  readonly setString: readonly string[];
  readonly setFile: readonly string[];
  readonly setJson: readonly string[];
  readonly setLiteral: readonly string[];
}
