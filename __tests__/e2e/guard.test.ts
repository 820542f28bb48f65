import { expect, it } from '@jest/globals';
import { watchContainers } from './support/containers.js';
import { BLOCKED, configMap, migration, openLabs, RUN } from './support/guard-lab.js';
import { deployPlainly, runPlainHelm } from './support/plain-helm.js';

const withBoth = openLabs('e2e-guard');

it(
  'a hook that a deploy of ours left running: blocks, is named with its run, and is replaced',
  withBoth(async ({ namespace, deploy }) => {
    const release = 'left';
    const deaf = `: ${namespace}-left; trap '' TERM; echo begun; for i in {1..90}; do sleep 1; done`;
    const first = await deploy(release, [migration(release, deaf)], {
      timeout: '4s',
      'active-hook-timeout': '1s',
    });
    expect(first.outputs['outcome']).toBe('hook-running');

    const next = migration(release, `: ${namespace}-left; echo next; sleep 1`);
    const second = await deploy(release, [next], { 'active-hook': 'fail' });
    expect(second.outputs).toMatchObject(BLOCKED);
    expect(second.outputs['reason']).toMatch(
      new RegExp(
        `^Still active: Job ${namespace}/left-migration of revision 1 \\(failed, begun by ${RUN}\\) is active since \\d{4}-\\S+Z: Pod left-migration-\\w+ on node \\S+$`,
      ),
    );
    expect(second.exitCode).toBe(1);

    const alive = watchContainers(`${namespace}-left`);
    const third = await deploy(release, [next], { 'active-hook': 'replace' });
    expect(alive.stop()).toBe(1);
    expect(third.outputs).toMatchObject({ outcome: 'deployed', revision: '2' });
    expect(third.log).toMatch(/^Ending what an earlier deploy has started: Job /m);
  }),
);

it(
  'a hook that helm left running is waited for, with its log',
  withBoth(async ({ namespace, place, deploy }) => {
    const release = 'ticks';
    const script = (name: string, count: number) =>
      migration(
        release,
        `: ${namespace}-ticks; for ((i = 1; i <= ${count}; i++)); do echo "${name} $i"; sleep 1; done`,
      );
    await expect(
      deployPlainly(place(release), [script('old', 15)], '--timeout', '3s'),
    ).rejects.toThrow();
    const alive = watchContainers(`${namespace}-ticks`);
    const result = await deploy(release, [script('new', 2)]);
    expect(alive.stop()).toBe(1);
    expect(result.outputs).toMatchObject({ outcome: 'deployed', revision: '2' });
    const ticks = result.lines.flatMap(
      ({ text }) => / \| ((?:old|new) \d+)$/.exec(text)?.[1] ?? [],
    );
    expect(ticks).toEqual([
      ...Array.from({ length: 15 }, (_, i) => `old ${String(i + 1)}`),
      ...['new 1', 'new 2'],
    ]);
    expect(result.log).toMatch(/^Waiting for the end of what an earlier deploy has started: Job /m);
  }),
);

it(
  'a first install that failed in its own hook: no deploy is green without it',
  withBoth(async ({ namespace, place, deploy }) => {
    const release = 'green';
    const failing = await deploy(release, [migration(release, 'exit 3', 'pre-install')]);
    expect(failing.outputs['outcome']).toBe('hook-failed');
    const good = migration(release, 'echo migrated', 'pre-install');
    const blocked = await deploy(release, [good]);
    expect(blocked.outputs).toMatchObject(BLOCKED);
    expect(blocked.outputs['reason']).toBe(
      `Release "green" failed in its first install, and Job ${namespace}/green-migration never succeeded: for Helm the next deploy is an upgrade, in which no pre-install hook runs, so nothing would be migrated.`,
    );
    await runPlainHelm(place(release), 'uninstall', release);
    const again = await deploy(release, [migration(release, 'echo migrated')]);
    expect(again.outputs['outcome']).toBe('deployed');
    expect(again.log).toMatch(/\| migrated$/m);
  }),
);

it(
  'a deploy without a hook: a notice, or a failure where one is required',
  withBoth(async ({ deploy }) => {
    const release = 'none';
    const noticed = await deploy(release, [configMap(release, 'one')]);
    expect(noticed.outputs['outcome']).toBe('deployed');
    expect(noticed.log).toMatch(
      /^::notice.*In this deploy no pre-install hook ran \(a Job or Pod\): nothing was migrated by a hook\./m,
    );
    const required = await deploy(release, [configMap(release, 'two')], { 'require-hook': 'true' });
    expect(required.exitCode).toBe(1);
    expect(required.outputs).toMatchObject({
      outcome: 'deploy-failed',
      workloads: 'changed',
      reason:
        'none revision 2 is deployed, but no pre-upgrade hook ran (a Job or Pod), and "require-hook" is true.',
    });
    const hooked = await deploy(release, [migration(release, 'true')], { 'require-hook': 'true' });
    expect(hooked.outputs['outcome']).toBe('deployed');
    expect(hooked.log).not.toContain('::notice');
  }),
);
