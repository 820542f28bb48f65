import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { container, deployObjects, jobHook, type Manifest, podSpec } from './support/hooks.js';
import {
  HELM_MAJORS,
  type HelmMajor,
  makeNamespace,
  readHistory,
  removeNamespace,
} from './support/lab.js';
import {
  type ContainerWatch,
  deployPlainly,
  type Place,
  readAdvice,
  waitForJob,
  watchContainers,
} from './support/leftovers.js';
import type { StepResult } from './support/step.js';

const RUN = 'https://github.com/example/backend/actions/runs/42';
const TIME = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC`;

const namespaceOf = (helm: HelmMajor) => `e2e-active-${String(helm)}`;
const watches = new Map<HelmMajor, ContainerWatch>();

const at = (helm: HelmMajor, release: string): Place => ({
  helm,
  namespace: namespaceOf(helm),
  release,
});
const hook = (release: string, script: string, more: Manifest = {}) =>
  jobHook({ name: release }, podSpec([container(script)], more));
const deploy = (
  { helm, namespace, release }: Place,
  objects: readonly Manifest[],
  inputs: Readonly<Record<string, string>> = {},
): Promise<StepResult> =>
  deployObjects(helm, objects, { inputs: { release, namespace, ...inputs } });
/** Writes a line a second, and ends well. */
const count = (seconds: number) =>
  `for ((i = 1; i <= ${String(seconds)}; i++)); do echo "old $i"; sleep 1; done`;
/** Where the texts are in the log, -1 where they do not. */
const find = ({ lines }: StepResult, ...texts: readonly string[]) =>
  texts.map((text) => lines.findIndex((line) => line.text.endsWith(text)));
const containersOf = ({ helm, release }: Place, ended: number) =>
  watches.get(helm)?.ended(release, ended);

beforeAll(async () => {
  await Promise.all(
    HELM_MAJORS.map(async (helm) => {
      await makeNamespace(namespaceOf(helm));
      watches.set(helm, watchContainers(namespaceOf(helm)));
    }),
  );
});
afterAll(async () => {
  for (const watch of watches.values()) watch.stop();
  for (const helm of HELM_MAJORS) await removeNamespace(namespaceOf(helm));
});

describe('a hook of an earlier deploy is active', () => {
  it.concurrent.each(HELM_MAJORS)(
    'fail, and wait for too short a time: blocked, nothing is touched, Helm %i',
    async (helm) => {
      const place = at(helm, 'kept');
      const { namespace, release } = place;
      const long = [hook(release, count(60))];
      const first = await deploy(place, long, { timeout: '20s', 'active-hook-timeout': '1s' });
      expect(first.outputs['outcome']).toBe('hook-running');
      const active = `A hook of an earlier deploy has not finished: Job ${namespace}/kept of the failed revision 1 \\(deployed by ${RUN}; started at ${TIME}; Pod kept-\\w+ on node \\S+\\)`;

      const failed = await deploy(place, long, { 'active-hook': 'fail' });
      expect(failed).toExitWith(1);
      expect(failed.outputs).toMatchObject({ outcome: 'blocked', workloads: 'unchanged' });
      expect(failed.outputs['reason']).toMatch(new RegExp(`^${active}\\.$`));
      expect(readAdvice(failed)).toBe(
        'Deploying now could run two migrations at once. Redeploy when it has finished, or set "active-hook: replace" to delete it first, which interrupts the running migration.',
      );

      const waited = await deploy(place, long, { 'active-hook-timeout': '3s' });
      expect(waited.outputs).toMatchObject({ outcome: 'blocked', workloads: 'unchanged' });
      expect(waited.outputs['reason']).toMatch(new RegExp(`^${active} \\(waited [\\d.]+ s\\)\\.$`));
      expect(waited.log).toMatch(/^kept-\w+\/main \| old \d+$/m);

      await waitForJob(place, release);
      expect(await containersOf(place, 1)).toMatchObject([{ exitCode: '0' }]);
      expect(await readHistory(namespace, release)).toEqual(['failed']);
    },
  );

  it.concurrent.each(HELM_MAJORS)(
    'wait: its end is seen, then ours runs, Helm %i',
    async (helm) => {
      const place = at(helm, 'awaited');
      const { namespace, release } = place;
      await deployPlainly(
        place,
        [hook(release, `${count(30)}; echo old end`)],
        ['--timeout', '3s'],
      );
      expect(await readHistory(namespace, release)).toEqual(['failed']);

      const result = await deploy(place, [hook(release, 'echo new')]);
      expect(result.outputs).toMatchObject({ outcome: 'deployed', revision: '2' });
      expect(result.log).toMatch(
        new RegExp(
          `^Waiting for Job ${namespace}/awaited of the failed revision 1 \\(started at ${TIME}; Pod awaited-\\w+ on node \\S+\\) to finish$`,
          'm',
        ),
      );
      const [last = -1, end = -1, ours = -1] = find(result, '| old 30', '| old end', '| new');
      expect([last >= 0, end > last, ours > end]).toEqual([true, true, true]);
      const [old, next] = (await containersOf(place, 2)) ?? [];
      expect([old?.exitCode, next?.exitCode]).toEqual(['0', '0']);
      expect(await readHistory(namespace, release)).toEqual(['superseded', 'deployed']);
    },
  );

  it.concurrent.each(HELM_MAJORS)(
    'replace: ours starts when nothing of it is alive any more, Helm %i',
    async (helm) => {
      const place = at(helm, 'replaced');
      const { namespace, release } = place;
      const deaf = `trap '' TERM; echo deaf; while true; do sleep 1; done`;
      const slow = hook(release, deaf, { terminationGracePeriodSeconds: 15 });
      await deployPlainly(place, [slow], ['--timeout', '6s']);

      const result = await deploy(place, [hook(release, 'echo new')], { 'active-hook': 'replace' });
      expect(result.outputs).toMatchObject({ outcome: 'deployed', revision: '2' });
      expect(result.log).toMatch(
        /^Deleting Job \S+\/replaced of the failed revision 1 \(started at /m,
      );
      const [old, next] = (await containersOf(place, 2)) ?? [];
      expect([old?.exitCode, next?.exitCode]).toEqual(['137', '0']);
      expect(Date.parse(next?.startedAt ?? '')).toBeGreaterThanOrEqual(
        Date.parse(old?.finishedAt ?? ''),
      );
      expect(await readHistory(namespace, release)).toEqual(['superseded', 'deployed']);
    },
  );
});
