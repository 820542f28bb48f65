// A program of the tests: prints one deploy as the action would. Arguments: the scenario, the log file.
import { readFileSync } from 'node:fs';
import type { ContainerRun } from '../../src/hooks/targets.js';
import { actionFrontend } from '../../src/action/frontend.js';
import { openConsole } from '../../src/run/console.js';
import { makeFailure, makeHook, makeResult } from './facts.js';

const [scenario = '', logFile = ''] = process.argv.slice(2);

const container: ContainerRun = {
  id: 'containerd://1',
  namespace: 'shop',
  pod: 'app-migration-x',
  podUid: 'uid',
  container: 'migrate',
  previous: false,
  ended: false,
};
const failure = makeFailure({ count: 2 });
const good = makeResult({
  ...{ key: 'pre-upgrade 2 Job shop/app-check', number: 2, count: 2 },
  hook: makeHook({ name: 'app-check', weight: 2 }),
});
const line = (text: string) => ({ time: '2026-11-23T15:00:01.000000001Z', text });

const readLog = () =>
  readFileSync('__tests__/fixtures/logs/sql-migrate-broken-sql.log', 'utf8')
    .trimEnd()
    .split('\n')
    .map((text) => ({ time: text.slice(0, 30), text: text.slice(31) }));

const console = openConsole(actionFrontend().output, { path: logFile, isGiven: false }, (text) =>
  text.replaceAll('hunter2hunter2', '***'),
);
console.announce('Deploying release app to namespace shop of https://cluster.example');
switch (scenario) {
  case 'failed-migration':
    console.onHookStarted(failure);
    console.onLines(failure, container, readLog());
    console.onHookEnded(failure);
    console.onHelmLine('Error: UPGRADE FAILED: pre-upgrade hooks failed');
    break;
  case 'waiting':
    console.onHookStarted(failure);
    console.onRisk(failure, 'Job shop/app-migration tries 6 times again: ##[x]');
    console.onProgress(
      failure,
      'Job app-migration is waiting: ErrImagePull: ##[error]x\u001b[31m (2 s)',
    );
    console.onLines(good, container, [line('another hook')]);
    console.onProgress(failure, 'Job app-migration is waiting: ErrImagePull (1 min 2 s)');
    break;
  case 'two-hooks':
    console.onHookStarted(failure);
    console.onLines(failure, container, [line('one'), line('two')]);
    console.onHelmLine('a line of helm within the group');
    console.onHookStarted(good);
    console.onLines(good, container, [line('checked')]);
    console.onHookEnded(good);
    console.onLines(failure, container, [line('late')]);
    break;
  case 'jobs-at-once': {
    const jobs = ['a', 'b', 'c', 'd', 'e'].map((name, index) =>
      makeResult({
        ...{ key: `wait-for-jobs ${name}`, event: 'wait-for-jobs', number: index + 1, count: 5 },
        hook: makeHook({ name }),
      }),
    );
    const say = (index: number, text: string) => {
      const job = jobs[index];
      if (job !== undefined)
        console.onLines(job, { ...container, pod: `${job.hook.name}-x` }, [line(text)]);
    };
    for (const job of jobs.slice(0, 2)) console.onHookStarted(job);
    for (const text of ['1', '2', '3']) for (const index of [0, 1]) say(index, text);
    for (const job of jobs.slice(2)) console.onHookStarted(job);
    for (const text of ['4', '5']) for (const index of [0, 1, 2, 3, 4]) say(index, text);
    for (const job of jobs) {
      console.onHookEnded({ ...job, hook: { ...job.hook } });
      if (job !== jobs[4]) say(4, `after ${job.hook.name}`);
    }
    break;
  }
  default:
    console.onHookStarted(failure);
    console.onLines(failure, container, [
      line('::error::not a command'),
      line('##[group]not a group'),
      line('\u001b[31mred\u001b[0m \u001b[2Jcleared'),
      line(''),
      line('a\rb'),
    ]);
    console.onHelmLine('::set-output name=x::y');
}
await console.close();
