import { readFileSync } from 'node:fs';
import { ActionError } from '../../errors.js';
import type { ClientCertificate, Credential, Credentials } from './credential.js';
import type { Pem, User } from './login.js';

/** The PEM of a certificate or key. Throws ActionError where its file cannot be read. */
export function readPemText(pem: Pem, field: string): string {
  if (pem.kind === 'text') return pem.text;
  try {
    return readFileSync(pem.path, 'latin1');
  } catch (cause) {
    throw new ActionError(
      'bad-input',
      `Input "kubeconfig": the file that "${field}" names cannot be read: "${pem.path}".`,
      'Relative paths start from the folder of the kubeconfig. To put the files into the kubeconfig, use what kubectl config view --raw --flatten prints.',
      { cause },
    );
  }
}

/**
 * Adds a user's client certificate to other credentials; files are read again each time, as something may rotate them.
 */
export function withCertificate(
  base: Credentials,
  { certificate, key }: Pick<User, 'certificate' | 'key'>,
): Credentials {
  if (certificate === undefined || key === undefined) return base;
  let newest: (Credential & { readonly inner: Credential }) | undefined;
  let pair: ClientCertificate | undefined;
  const combine = (inner: Credential): Credential => {
    pair = readPair(certificate, key, pair);
    if (newest?.inner === inner && newest.certificate === pair) return newest;
    newest = { authorization: inner.authorization, certificate: pair, inner };
    return newest;
  };
  return {
    get: async (signal) => combine(await base.get(signal)),
    renew: async (refused, signal) => {
      if (newest === undefined || newest !== refused) return newest;
      const inner = (await base.renew(newest.inner, signal)) ?? newest.inner;
      const renewed = combine(inner);
      return renewed === refused ? undefined : renewed;
    },
  };
}

/** The same object as before where nothing has changed, or where the files cannot be read any more. */
function readPair(cert: Pem, key: Pem, before: ClientCertificate | undefined): ClientCertificate {
  try {
    const pair = {
      cert: readPemText(cert, 'client-certificate'),
      key: readPemText(key, 'client-key'),
    };
    return before?.cert === pair.cert && before.key === pair.key ? before : pair;
  } catch (error) {
    if (before === undefined) throw error;
    return before;
  }
}
