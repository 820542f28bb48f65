import type { Environment } from '../inputs/host.js';

/** What the action has set up, as helm is to find it. */
export interface Placed {
  /** Folders with programs of ours. */
  readonly folders: readonly string[];
  /** The value of `$HELM_PLUGINS`; undefined where the runner's own plugins are used. */
  readonly plugins: string | undefined;
  /** What decrypts and is ours. */
  readonly decrypter: 'sops' | 'vals' | undefined;
}

const NAMED_BY: Readonly<Record<'sops' | 'vals', readonly string[]>> = {
  sops: ['HELM_SECRETS_SOPS_PATH', 'HELM_SECRETS_SOPS_BIN'],
  vals: ['HELM_SECRETS_VALS_PATH'],
};

/**
 * The environment in which our tools come first. A variable that names another program than ours is left out; a path
 * instead would be cut at its blanks by helm-secrets.
 */
export function environmentWith(
  env: Environment,
  { folders, plugins, decrypter }: Placed,
): Environment {
  const dropped = decrypter === undefined ? [] : NAMED_BY[decrypter];
  const kept = Object.entries(env).filter(([name]) => !dropped.includes(name));
  const path = [...folders, env['PATH'] ?? ''].filter((part) => part !== '').join(':');
  return {
    ...Object.fromEntries(kept),
    ...(folders.length === 0 ? {} : { PATH: path }),
    ...(plugins === undefined ? {} : { HELM_PLUGINS: plugins }),
  };
}
