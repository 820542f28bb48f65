import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { text } from 'node:stream/consumers';
import { openJobs } from '../../src/kube/jobs.js';
import { answerJson, answerStatus, FakeApiServer } from '../fakes/api-server.js';
import { makeJob, makePod } from '../fakes/pods.js';

let server: FakeApiServer;
beforeAll(async () => {
  server = await FakeApiServer.start();
});
afterAll(() => server.close());

const never = new AbortController().signal;
const job = { namespace: 'shop', name: 'app-migration', resourceVersion: '7' };

describe('a Job', () => {
  it('is found by its name', async () => {
    server.answerWith(answerJson(makeJob()));
    expect(await openJobs(server.client()).findJob('shop', 'app-migration', never)).toEqual(
      makeJob(),
    );
    expect(server.asked.at(-1)).toBe('/apis/batch/v1/namespaces/shop/jobs/app-migration');
  });

  it('that is gone is undefined', async () => {
    server.answerWith(answerStatus(404));
    expect(await openJobs(server.client()).findJob('shop', 'app-migration', never)).toBeUndefined();
  });

  it('that may not be seen is an error', async () => {
    server.answerWith(answerStatus(403));
    const finding = openJobs(server.client()).findJob('shop', 'app-migration', never);
    await expect(finding).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('is suspended as it was at a version, and nothing else of it is changed', async () => {
    const sent: unknown[] = [];
    server.answerWith(async (response, url, request) => {
      sent.push(request.method, url.pathname, request.headers['content-type']);
      sent.push(JSON.parse(await text(request)));
      response.end(JSON.stringify(makeJob()));
    });
    await openJobs(server.client()).suspendJob(job, never);
    expect(sent).toEqual([
      'PATCH',
      '/apis/batch/v1/namespaces/shop/jobs/app-migration',
      'application/merge-patch+json',
      { metadata: { resourceVersion: '7' }, spec: { suspend: true } },
    ]);
  });

  it('that has changed meanwhile is not', async () => {
    server.answerWith(answerStatus(409));
    const suspending = openJobs(server.client()).suspendJob(job, never);
    await expect(suspending).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('the Pods of Jobs', () => {
  it('are found by the label that names their Job', async () => {
    server.answerWith(answerJson({ items: [makePod()] }));
    const jobs = openJobs(server.client());
    expect(await jobs.listPodsOfJobs('shop', ['a', 'b'], never)).toEqual([makePod()]);
    const asked = new URL(server.asked.at(-1) ?? '', server.url);
    expect(asked.pathname).toBe('/api/v1/namespaces/shop/pods');
    expect(asked.searchParams.get('labelSelector')).toBe('job-name in (a,b)');
  });

  it('may be none', async () => {
    server.answerWith(answerJson({ items: null }));
    expect(await openJobs(server.client()).listPodsOfJobs('shop', ['a'], never)).toEqual([]);
  });
});
