import { expect, it } from '@jest/globals';
import { BLOCKED, configMap, type Lab, migration, openLabs, RUN } from './support/guard-lab.js';
import { readHistory } from './support/lab.js';
import { deployPlainly, killPlainHelm, runLine, upgradeArgs } from './support/plain-helm.js';
import { killAll, type StepOptions, type StepResult } from './support/step.js';

const withBoth = openLabs('e2e-pending');

/** The command in the annotation that repairs. */
function findCommand({ log }: StepResult): string {
  const error = /^::error[^:]*::(.*)$/m.exec(log)?.[1] ?? '';
  const found = /printf %s ".*" \| kubectl patch .* --patch-file \/dev\/stdin/.exec(error);
  if (found === null) throw new Error(`no command in: ${error}`);
  return found[0].replaceAll('%25', '%');
}

interface Left {
  /** The statuses of all revisions. */
  readonly before: readonly string[];
  /** The revision that is deployed, '' for none. */
  readonly deployed: string;
}

const short = (release: string, events?: string) =>
  migration(release, 'echo begun; sleep 4', events);

/** Leaves a release pending by killing helm while its hook runs, which ends well. */
async function leave({ place }: Lab, kind: string, release: string): Promise<Left> {
  const at = place(release);
  const kill = (args: readonly string[]) => killPlainHelm(at, `${release}-migration`, args);
  if (kind === 'pending-install') {
    await kill(upgradeArgs(at, [short(release)]));
    return { before: ['pending-install'], deployed: '' };
  }
  if (kind === 'pending-upgrade') {
    await deployPlainly(at, [configMap(release, 'one')]);
    await kill(upgradeArgs(at, [short(release), configMap(release, 'two')]));
    return { before: ['deployed', 'pending-upgrade'], deployed: '1' };
  }
  const hook = short(release, 'pre-rollback');
  await deployPlainly(at, [hook, configMap(release, 'one')]);
  await deployPlainly(at, [hook, configMap(release, 'two')]);
  await kill(['rollback', release, '1']);
  return { before: ['superseded', 'deployed', 'pending-rollback'], deployed: '2' };
}

const blockRecoverNothingAndRepair = async (lab: Lab, kind: string) => {
  const { namespace, deploy } = lab;
  const release = kind.replace('pending-', 'p-');
  const { before, deployed } = await leave(lab, kind, release);
  expect(await readHistory(namespace, release)).toEqual(before);
  const next = [configMap(release, 'three')];

  const blocked = await deploy(release, next);
  expect(blocked.outputs).toMatchObject({ ...BLOCKED, 'deployed-revision': deployed });
  const revision = String(before.length);
  expect(blocked.outputs['reason']).toMatch(
    new RegExp(
      `^Release "${release}" is ${kind} since \\d{4}-\\S+ \\(revision ${revision}, ".*"\\): another deploy holds it, or was killed\\.$`,
    ),
  );
  const unrecovered = await deploy(release, next, { 'pending-release': 'recover' });
  expect(unrecovered.outputs).toMatchObject(BLOCKED);
  expect(unrecovered.outputs['reason']).toMatch(
    /It was not repaired: no Lease tells who left it\.$/,
  );
  expect(await readHistory(namespace, release)).toEqual(before);

  await runLine(findCommand(blocked));
  expect(await readHistory(namespace, release)).toEqual([...before.slice(0, -1), 'failed']);
  const good = await deploy(release, next);
  expect(good.outputs).toMatchObject({ outcome: 'deployed' });
  expect((await readHistory(namespace, release)).at(-1)).toBe('deployed');
};

it.each(['pending-install', 'pending-upgrade', 'pending-rollback'])(
  'a release that a killed helm left %s: blocks, is not recovered without a Lease, and the printed command repairs it',
  async (kind) => {
    await withBoth((lab) => blockRecoverNothingAndRepair(lab, kind))();
  },
);

it(
  'is waited for, until somebody repairs it',
  withBoth(async (lab) => {
    const { deploy } = lab;
    const release = 'p-wait';
    const { before } = await leave(lab, 'pending-upgrade', release);
    const next = [configMap(release, 'three')];
    const command = findCommand(await deploy(release, next));
    let repairing: Promise<void> | undefined;
    const onLine = (text: string) => {
      if (text.startsWith('Waiting for release p-wait: pending-upgrade since'))
        repairing ??= runLine(command);
    };
    const result = await deploy(release, next, { 'pending-release': 'wait' }, { onLine });
    await repairing;
    expect(result.outputs).toMatchObject({
      outcome: 'deployed',
      revision: String(before.length + 1),
    });
  }),
);

// Its Lease has to expire: that takes a minute.
it(
  'a deploy of ours that is killed is recovered when its Lease and its timeout are over, and not before',
  withBoth(async ({ namespace, deploy }) => {
    const release = 'killed';
    const objects = (value: string) => [
      migration(release, 'echo begun; sleep 3'),
      configMap(release, value),
    ];
    expect((await deploy(release, objects('one'))).outputs['outcome']).toBe('deployed');
    let isKilled = false;
    const onLine: StepOptions['onLine'] = (text, step) => {
      if (!isKilled && text.endsWith('| begun')) killAll(step);
      isKilled ||= text.endsWith('| begun');
    };
    await deploy(release, objects('two'), { timeout: '10s' }, { onLine });
    expect(await readHistory(namespace, release)).toEqual(['deployed', 'pending-upgrade']);

    const waiting = deploy(release, objects('three'), { 'pending-release': 'recover' });
    const blocked = await deploy(release, objects('four'), { 'active-hook': 'fail' });
    expect(blocked.outputs).toMatchObject(BLOCKED);
    expect(blocked.outputs['reason']).toMatch(
      new RegExp(`^Another deploy of this release runs since \\d{4}-\\S+Z: ${RUN}$`),
    );
    const recovered = await waiting;
    expect(recovered.outputs).toMatchObject({ outcome: 'deployed', revision: '3' });
    expect(recovered.log).toMatch(
      new RegExp(
        `^Release killed was left pending-upgrade by ${RUN}, which is over: marking revision 2 as failed\\.$`,
        'm',
      ),
    );
    expect(await readHistory(namespace, release)).toEqual(['superseded', 'failed', 'deployed']);
  }),
);
