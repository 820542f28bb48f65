import { readFile } from 'node:fs/promises';
import { ActionError } from '../../errors.js';
import { bearer, type Credential, type Credentials } from './credential.js';

/**
 * The token in a file that something else keeps new. It is read for every request: a cached one may be refused the
 * moment that it is replaced. Where the file cannot be read, the last token read counts, at first `initial`.
 */
export function tokenFileCredentials(path: string, initial: string | undefined): Credentials {
  let newest = initial === undefined ? undefined : credentialOf(initial);
  const read = async (): Promise<Credential> => {
    const token = await readToken(path);
    if (token !== undefined && newest?.authorization !== bearer(token))
      newest = credentialOf(token);
    if (newest === undefined) throw unreadable(path);
    return newest;
  };
  return {
    get: read,
    renew: async (refused) => {
      const now = await read();
      return now === refused ? undefined : now;
    },
  };
}

async function readToken(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.trim() === '' ? undefined : text.trim();
}

function credentialOf(token: string): Credential {
  return { authorization: bearer(token), certificate: undefined };
}

function unreadable(path: string): ActionError {
  return new ActionError(
    'unauthorized',
    `The kubeconfig's "tokenFile" cannot be read, or is empty: "${path}".`,
    'Check that an earlier step writes it. Relative paths start from the folder of the kubeconfig.',
  );
}
