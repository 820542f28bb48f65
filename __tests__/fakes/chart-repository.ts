import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** A login, as HTTP's basic authentication has it. */
export interface BasicLogin {
  readonly username: string;
  readonly password: string;
}

/** A chart repository behind TLS and a login: static files, as real ones are. */
export interface ChartRepository {
  readonly url: string;
  /** The path and the status of each answer so far. */
  readonly answers: readonly string[];
  close(): void;
}

/** Serves the files of a folder to who has the login. `certificates` has `cert.pem` and `key.pem`. */
export async function startChartRepository(
  folder: string,
  certificates: string,
  { username, password }: BasicLogin,
): Promise<ChartRepository> {
  const expected = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const answers: string[] = [];
  const server = createServer({
    cert: readFileSync(join(certificates, 'cert.pem')),
    key: readFileSync(join(certificates, 'key.pem')),
  });
  server.on('request', ({ url = '/', headers }, response) => {
    const status = headers.authorization === expected ? 200 : 401;
    answers.push(`${url} ${String(status)}`);
    if (status === 401)
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="charts"' }).end();
    else response.end(readFileSync(join(folder, url)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return {
    url: `https://localhost:${String((server.address() as AddressInfo).port)}`,
    answers,
    close,
  };
}
