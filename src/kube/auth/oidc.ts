import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { ActionError } from '../../errors.js';
import { type Mapping, readYaml } from '../../text/yaml.js';
import { type Credential, type Credentials, isFresh, type TimedCredential } from './credential.js';
import { findUser, mappingOf, textOf } from '../../kubeconfig/entries.js';
import type { User } from './login.js';
import { readIdToken } from './oidc-token.js';
import type { PluginDeps } from './plugin.js';
import { SharedTask } from './shared-task.js';

/** A user who logs in by the auth-provider `oidc`, and the provider's configuration. */
export interface OidcUser {
  readonly user: Pick<User, 'name' | 'file'>;
  readonly config: Mapping;
}

const LOOK_MS = 200;
/** helm sends its first request at once: by then it has refreshed the token, or has failed. */
const HELM_MS = 10_000;

/**
 * The ID token of the kubeconfig, or the newer one that helm has put there: helm refreshes an expired token with its
 * first request and writes it to the kubeconfig (`oidc.go` in client-go, v0.35.4). We never use the refresh token: many
 * providers take it once only, and helm, which keeps it in memory, would be locked out in mid-deploy.
 */
export function oidcCredentials({ user, config }: OidcUser, deps: PluginDeps): Credentials {
  let newest = read(config, deps.now());
  const look = async (): Promise<TimedCredential | undefined> => {
    const found = read((await readConfig(user)) ?? config, deps.now());
    if (found !== undefined && found.authorization !== newest?.authorization) newest = found;
    return newest !== undefined && isFresh(newest, deps.now()) ? newest : undefined;
  };
  const task = new SharedTask(async (signal) => {
    const until = deps.now() + HELM_MS;
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      if (deps.now() >= until) throw expired(user);
      await sleep(LOOK_MS, undefined, { signal });
    }
  });
  const get = async (signal: AbortSignal): Promise<Credential> =>
    newest !== undefined && isFresh(newest, deps.now()) ? newest : task.join(signal);
  return {
    get,
    renew: async (refused) => {
      const found = await look();
      return found === refused ? undefined : found;
    },
  };
}

function read(config: Mapping, now: number): TimedCredential | undefined {
  const token = textOf(config, 'id-token');
  return token === undefined ? undefined : readIdToken(token, now);
}

async function readConfig({ file, name }: OidcUser['user']): Promise<Mapping | undefined> {
  const reading = readYaml(await readFile(file, 'utf8').catch(() => ''));
  if (reading.kind !== 'mapping') return undefined;
  const fields = findUser([{ path: file, mapping: reading.mapping }], name)?.fields ?? {};
  return mappingOf(mappingOf(fields, 'auth-provider') ?? {}, 'config');
}

function expired({ name }: OidcUser['user']): ActionError {
  return new ActionError(
    'unauthorized',
    `The ID token of the kubeconfig's user "${name}" has expired, and helm has not written a newer one.`,
    'Log in again in an earlier step, or use a credential plugin ("exec") instead of the auth-provider.',
  );
}
