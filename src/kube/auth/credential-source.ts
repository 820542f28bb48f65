import { ActionError } from '../../errors.js';
import { withCertificate } from './certificate.js';
import { bearer, type Credential, type Credentials } from './credential.js';
import type { Login, User } from './login.js';
import { oidcCredentials } from './oidc.js';
import { pluginCredentials, type PluginDeps } from './plugin.js';
import { tokenFileCredentials } from './token-file.js';

/** What credentials need from outside. */
export type CredentialDeps = Omit<PluginDeps, 'server'>;

/**
 * Opens the credentials of a kubeconfig's user; starts nothing yet. The order in which the kinds win is that of
 * client-go v0.35.4 (`TransportConfig` in `rest/transport.go`, `HTTPWrappersForConfig` in
 * `transport/round_trippers.go`). Over plain HTTP nothing is sent, as there.
 */
export function openCredentials({ server, user }: Login, deps: CredentialDeps): Credentials {
  if (server.url.startsWith('http:')) return fixed(undefined);
  return withCertificate(openSecret(user, { ...deps, server }), user);
}

function openSecret(user: User, deps: PluginDeps): Credentials {
  const { token, tokenFile, username, password } = user;
  if (tokenFile !== undefined) return tokenFileCredentials(tokenFile, token);
  if (token !== undefined) return fixed(bearer(token));
  if (username !== undefined || password !== undefined) return fixed(basic(username, password));
  if (user.plugin !== undefined) {
    return user.certificate === undefined ? pluginCredentials(user.plugin, deps) : fixed(undefined);
  }
  return user.provider === undefined ? fixed(undefined) : openProvider(user, user.provider, deps);
}

function openProvider(
  user: User,
  { name, config }: NonNullable<User['provider']>,
  deps: PluginDeps,
): Credentials {
  if (name === 'oidc') return oidcCredentials({ user, config }, deps);
  throw new ActionError(
    'bad-input',
    `Input "kubeconfig": its user "${user.name}" logs in with the auth-provider "${name}", which helm and kubectl no longer support.`,
    'Use a credential plugin ("exec") instead.',
  );
}

function fixed(authorization: string | undefined): Credentials {
  const credential: Credential = { authorization, certificate: undefined };
  return { get: () => Promise.resolve(credential), renew: () => Promise.resolve(undefined) };
}

function basic(username = '', password = ''): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
