import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { ActionError } from '../../src/errors.js';
import {
  listRecordLabels,
  readRecord,
  type RecordLocation,
  watchRecords,
} from '../../src/kube/release-records.js';
import { type RecordObject, replay } from '../fakes/recording.js';
import { answerAndHang, answerJson, answerStatus, FakeApiServer } from '../fakes/api-server.js';

let server: FakeApiServer;
beforeAll(async () => {
  server = await FakeApiServer.start();
});
afterAll(() => server.close());

const never = new AbortController().signal;
const place: RecordLocation = { store: 'secrets', namespace: 'shop', release: 'app' };
const object = (name: string) =>
  JSON.parse(readFileSync(`__tests__/fixtures/objects/${name}.json`, 'utf8')) as RecordObject;

describe('one record', () => {
  it.each([
    ['record-helm3-first', 'pending-install', ''],
    ['record-helm3-running', 'pending-install', 'Running'],
    ['record-helm3-last', 'deployed', 'Succeeded'],
    ['record-helm4-first', 'pending-install', ''],
    ['record-helm4-running', 'pending-install', 'Running'],
    ['record-helm4-last', 'deployed', 'Succeeded'],
  ])('%s is %s, its hook "%s"', async (name, status, phase) => {
    const record = object(name);
    server.answerWith(answerJson(record));
    const { release, created } = await readRecord(
      server.client(),
      { ...place, revision: 1 },
      never,
    );
    expect(release).toMatchObject({ name: 'app', revision: 1, status, operation: 'install' });
    expect(release.hooks.map((hook) => hook.phase)).toEqual([phase]);
    expect(created).toBe(record.metadata?.creationTimestamp);
    expect(server.asked).toEqual(['/api/v1/namespaces/shop/secrets/sh.helm.release.v1.app.v1']);
  });

  it('kept in a ConfigMap is packed once less', async () => {
    server.answerWith(answerJson(replay('configmap-driver', 'records').at(-1)));
    const configmaps = { ...place, store: 'configmaps', revision: 1 } as const;
    const { release } = await readRecord(server.client(), configmaps, never);
    expect(release).toMatchObject({ name: 'app', status: 'deployed' });
    expect(server.asked).toEqual(['/api/v1/namespaces/shop/configmaps/sh.helm.release.v1.app.v1']);
  });

  it('that is gone', async () => {
    server.answerWith(answerStatus(404));
    const reading = readRecord(server.client(), { ...place, revision: 1 }, never);
    await expect(reading).rejects.toMatchObject({ code: 'not-found' });
  });

  it('that is not one is an error that names it', async () => {
    server.answerWith(
      answerJson({ ...object('record-helm4-last'), data: { release: 'bm9uZQ==' } }),
    );
    const reading = readRecord(server.client(), { ...place, revision: 1 }, never);
    await expect(reading).rejects.toBeInstanceOf(ActionError);
    await expect(reading).rejects.toThrow('sh.helm.release.v1.app.v1');
  });
});

describe('labels', () => {
  it('are listed without the records, the oldest revision first: 10 comes after 9', async () => {
    let accept: string | undefined;
    const item = (version: string, status: string) => ({
      metadata: { labels: { version, status } },
    });
    server.answerWith((response, _url, { headers }) => {
      accept = headers.accept;
      const items = [item('10', 'deployed'), item('9', 'superseded')];
      response.end(JSON.stringify({ items }));
    });
    expect(await listRecordLabels(server.client(), place, never)).toEqual([
      { revision: 9, status: 'superseded' },
      { revision: 10, status: 'deployed' },
    ]);
    expect(accept).toContain('as=PartialObjectMetadataList');
    expect(server.asked).toEqual([
      '/api/v1/namespaces/shop/secrets?labelSelector=owner%3Dhelm%2Cname%3Dapp',
    ]);
  });

  it('are none for a release that never was', async () => {
    server.answerWith(answerJson({ items: null }));
    expect(await listRecordLabels(server.client(), place, never)).toEqual([]);
  });
});

describe('the watch of records', () => {
  it('opens each, and passes over what is deleted', async () => {
    const last = object('record-helm4-last');
    const line = (type: string) => `${JSON.stringify({ type, object: last })}\n`;
    const stop = new AbortController();
    server.answerInTurn(
      answerJson({ metadata: { resourceVersion: '1' }, items: [object('record-helm4-running')] }),
      answerAndHang(line('DELETED'), line('MODIFIED')),
    );
    const seen: string[] = [];
    for await (const event of watchRecords(server.client(), place, stop.signal)) {
      if (event.kind === 'listed') seen.push(...event.items.map(({ release }) => release.status));
      if (event.kind === 'changed') {
        seen.push(event.object.release.status);
        stop.abort();
      }
    }
    expect(seen).toEqual(['pending-install', 'deployed']);
    expect(server.asked[0]).toContain('status+notin');
  });

  it('tells of one that cannot be read as trouble, and goes on', async () => {
    const bad = { ...object('record-helm4-last'), data: { release: 'bm9uZQ==' } };
    const good = object('record-helm4-running');
    const stop = new AbortController();
    server.answerInTurn(
      answerJson({ metadata: { resourceVersion: '1' }, items: [bad, good] }),
      answerAndHang(`${JSON.stringify({ type: 'MODIFIED', object: good })}\n`),
    );
    const seen: string[] = [];
    for await (const event of watchRecords(server.client(), place, stop.signal)) {
      seen.push(event.kind);
      if (event.kind === 'listed') expect(event.items).toHaveLength(1);
      if (event.kind === 'changed') stop.abort();
    }
    expect(seen).toEqual(['listed', 'trouble', 'changed']);
  });
});
