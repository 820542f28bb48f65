// Loaded into the action's process: notes each HTTP request that it sends. helm is a process of its own.
import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';

subscribe('http.client.request.start', ({ request }) => {
  appendFileSync(process.env.BENCH_REQUESTS, `${request.method} ${request.path}\n`);
});
