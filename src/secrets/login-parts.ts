import { isMapping, type Mapping } from '../text/yaml.js';

const SECRET_KEYS = ['password', 'auth', 'identitytoken', 'registrytoken'];
/** What else a docker config holds; a JSON with other keys beside `auths` is something else. */
const CONFIG_KEYS = /^(?:auths|credHelpers|credsStore|HttpHeaders)$/;

/**
 * The secrets in what a `kubernetes.io/dockerconfigjson` Secret holds, `.dockercfg` included; undefined where the value
 * is neither. Registries, user names and e-mail addresses are none.
 * https://kubernetes.io/docs/concepts/configuration/secret/#docker-config-secrets (v1.35)
 */
export function loginParts(json: unknown): readonly string[] | undefined {
  if (!isMapping(json)) return undefined;
  const isConfig =
    isMapping(json['auths']) && Object.keys(json).every((key) => CONFIG_KEYS.test(key));
  const logins = isConfig && isMapping(json['auths']) ? json['auths'] : json;
  const entries = Object.values(logins).filter(isMapping);
  if (entries.length === 0 || !(logins !== json || entries.every(isLogin))) return undefined;
  return entries.flatMap((login) => {
    const texts = SECRET_KEYS.map((key) => login[key]).filter((text) => typeof text === 'string');
    return [...texts, ...basicPassword(login['auth'])];
  });
}

/** The password in the base64 of `user:password`; [] where it is none. */
export function basicPassword(auth: unknown): readonly string[] {
  if (typeof auth !== 'string' || !/^[\w+/-]{4,}={0,2}$/.test(auth)) return [];
  const pair = Buffer.from(auth, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon === -1 || pair.includes('\ufffd') ? [] : [pair.slice(colon + 1)];
}

function isLogin(entry: Mapping): boolean {
  return basicPassword(entry['auth']).length > 0 || typeof entry['identitytoken'] === 'string';
}
