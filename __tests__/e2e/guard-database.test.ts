import { afterAll, describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Backend, makeBackend, querySql } from './support/backend.js';
import {
  HELM_MAJORS,
  type HelmMajor,
  kubectl,
  makeNamespace,
  makeTempFolder,
  readHistory,
  removeNamespace,
} from './support/lab.js';
import { watchSessions } from './support/sessions.js';
import { killAll, runStep, type StepOptions, type StepResult } from './support/step.js';

/** How often two deploys are started together, with each helm. */
const ROUNDS = Number(process.env['HM_GUARD_ROUNDS'] ?? 3);
const STEPS = 40;

const made: string[] = [];
afterAll(async () => {
  for (const namespace of made) await removeNamespace(namespace);
});

async function makeService(name: string): Promise<Backend> {
  made.push(name);
  await makeNamespace(name);
  return makeBackend(name);
}

function deploy(
  helm: HelmMajor,
  { chart, name, values, ageKeyFile }: Backend,
  more: Pick<StepOptions, 'onLine' | 'leaves'> & {
    readonly inputs?: Readonly<Record<string, string>>;
  } = {},
): Promise<StepResult> {
  const { inputs, ...options } = more;
  return runStep({
    ...options,
    helm,
    inputs: { release: 'app', chart, namespace: name, values, ...inputs },
    env: { SOPS_AGE_KEY_FILE: ageKeyFile },
  });
}

/** A folder with a migration that writes for 40 s, and, where asked for, one that comes after it. */
function writeLong({ withNext }: { readonly withNext: boolean }): string {
  const folder = makeTempFolder();
  const steps = Array.from({ length: STEPS }, (_, step) => [
    `INSERT INTO backfill VALUES (${String(step)});`,
    'DO SLEEP(1);',
  ]);
  const create = 'CREATE TABLE backfill (step INT PRIMARY KEY);';
  const write = (name: string, ...statements: readonly string[]) => {
    writeFileSync(join(folder, name), ['-- +migrate Up', ...statements, ''].join('\n'));
  };
  write('BS_7_backfill.up.sql', create, ...steps.flat());
  if (withNext)
    write('BS_8_rest.up.sql', 'CREATE TABLE rest (id INT PRIMARY KEY);', 'DO SLEEP(2);');
  return folder;
}

/** No container of the release's hook was killed, and none is left. */
async function findKilled(namespace: string): Promise<readonly string[]> {
  const path =
    'jsonpath={range .items[*]}{.status.containerStatuses[*].state.terminated.exitCode}{"\\n"}{end}';
  const codes = await kubectl(
    'get',
    'pods',
    '-n',
    namespace,
    '-l',
    'job-name=app-migration',
    '-o',
    path,
  );
  return codes.split('\n').filter((code) => code !== '' && code !== '0');
}

describe('two deploys of one release', () => {
  const race = async (helm: HelmMajor, round: number) => {
    const name = `guard-db-${String(helm)}-${String(round)}`;
    const backend = await makeService(name);
    await backend.publish('slow');
    const sessions = watchSessions(name);
    const first = deploy(helm, backend);
    await sleep((round * 17) % 51);
    const results = await Promise.all([first, deploy(helm, backend)]);
    const { looks, most } = await sessions.stop();
    for (const result of results) expect(result).toExitWith(0);
    expect(results.map(({ outputs }) => outputs['outcome'])).toEqual(['deployed', 'deployed']);
    expect(results.map(({ outputs }) => outputs['applied']).sort()).toEqual(['0', '7']);
    expect(most).toBe(1);
    expect(looks).toBeGreaterThan(100);
    expect(await readHistory(name, 'app')).toEqual(['superseded', 'deployed']);
    expect(await findKilled(name)).toEqual([]);
    const [late] = results.filter(({ outputs }) => outputs['applied'] === '0');
    expect(late?.log).toMatch(
      /^Another deploy of this release has (been running since|just started)/m,
    );
  };

  it.each(Array.from({ length: ROUNDS }, (_, round) => round))(
    'started within 50 ms, round %i: one migration after the other, none killed',
    async (round) => {
      await Promise.all(HELM_MAJORS.map((helm) => race(helm, round)));
    },
  );
});

describe('a deploy that is killed in a migration of 40 s', () => {
  const recover = async (helm: HelmMajor) => {
    const name = `guard-cut-${String(helm)}`;
    const backend = await makeService(name);
    expect((await deploy(helm, backend)).outputs['applied']).toBe('5');
    await backend.publish('fixed', writeLong({ withNext: false }));
    const sessions = watchSessions(name);
    let isDying = false;
    const killed = await deploy(helm, backend, {
      inputs: { timeout: '45s', 'set-string': 'version=2.0.0' },
      leaves: 'folder',
      onLine: (text, step) => {
        if (/\/migration \| /.test(text) && !isDying) {
          isDying = true;
          setTimeout(() => killAll(step), 3_000);
        }
      },
    });
    expect(killed).toExitWith(null);
    expect(await readHistory(name, 'app')).toEqual(['deployed', 'pending-upgrade']);
    await backend.publish('fixed', writeLong({ withNext: true }));

    const next = await deploy(helm, backend, {
      inputs: { 'pending-release': 'recover', 'set-string': 'version=3.0.0' },
    });
    const { most, pods } = await sessions.stop();
    expect(next.outputs).toMatchObject({ outcome: 'deployed', applied: '1' });
    expect({ most, pods: pods.size }).toEqual({ most: 1, pods: 2 });
    expect(await querySql(name, 'SELECT COUNT(*) FROM backfill')).toEqual([String(STEPS)]);
    expect(await querySql(name, "SHOW TABLES LIKE 'rest'")).toEqual(['rest']);
    expect(await readHistory(name, 'app')).toEqual(['superseded', 'failed', 'deployed']);
    expect(await findKilled(name)).toEqual([]);
  };

  // Its Lease and its timeout have to be over, which takes two minutes: both at once.
  it('is recovered by the next one, after the migration: its work is complete, the rest is applied', async () => {
    await Promise.all(HELM_MAJORS.map(recover));
  }, 300_000);
});
