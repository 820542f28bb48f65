import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSecrets } from '../../src/kube/secrets.js';
import { answerJson, answerStatus, FakeApiServer } from '../fakes/api-server.js';

let server: FakeApiServer;
beforeAll(async () => {
  server = await FakeApiServer.start();
});
afterAll(() => server.close());

const never = new AbortController().signal;
const REF = { namespace: 'shop', name: 'db' };

describe('a Secret', () => {
  it('is read by its name, and only that one', async () => {
    const paths: string[] = [];
    server.answerWith((response, url) => {
      paths.push(url.pathname + url.search);
      const data = { password: 'aHVudGVyMg==' };
      response.end(JSON.stringify({ kind: 'Secret', metadata: REF, data }));
    });
    const secret = await openSecrets(server.client())(REF, never);
    expect(secret?.values.map(({ value }) => value)).toEqual(['hunter2']);
    expect(paths).toEqual(['/api/v1/namespaces/shop/secrets/db']);
  });

  it('that is not there is none', async () => {
    server.answerWith(answerStatus(404));
    expect(await openSecrets(server.client())(REF, never)).toBeUndefined();
  });

  it('that may not be read says so', async () => {
    server.answerWith(answerStatus(403));
    const client = server.client();
    await expect(openSecrets(client)(REF, never)).rejects.toMatchObject({ code: 'forbidden' });
    expect(client.refusals()).toHaveLength(1);
  });

  it('of another shape is none', async () => {
    server.answerWith(answerJson({ kind: 'ConfigMap' }));
    expect(await openSecrets(server.client())(REF, never)).toBeUndefined();
  });
});
