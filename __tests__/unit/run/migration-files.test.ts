import { describe, expect, it } from '@jest/globals';
import type { PlanResult } from '../../../src/deploy/planning.js';
import type { ChangedFile, ChangedFiles } from '../../../src/plan/migration-files.js';
import type { Frontend } from '../../../src/run/frontend.js';
import { addMigrationFiles } from '../../../src/run/migration-files.js';
import { makeSeen } from '../../fakes/facts.js';
import { parse } from '../../fakes/inputs.js';
import { PLANNED } from '../../fakes/report-scenarios.js';

const PLAN: PlanResult = { diagnosis: PLANNED.diagnosis, seen: makeSeen() };
const OURS: ChangedFile = { path: 'db/1.sql', change: 'added' };
const OTHER: ChangedFile = { path: 'src/a.ts', change: 'added' };
const KNOWN: ChangedFiles = { kind: 'known', pull: 12, isCut: false, files: [OURS, OTHER] };

interface Options {
  readonly paths?: string;
  readonly changed?: ChangedFiles;
  readonly planning?: Promise<PlanResult>;
}

/** Answers what was made of a plan, what was said, and what was asked. */
async function run({ paths = 'db', changed = KNOWN, planning }: Options = {}) {
  const said: string[] = [];
  const warnings: string[] = [];
  const asked: AbortSignal[] = [];
  const frontend = {
    output: { warn: (text: string) => warnings.push(text) },
    listChangedFiles: (_token: unknown, cancelled: AbortSignal) => {
      asked.push(cancelled);
      return Promise.resolve(changed);
    },
  } as unknown as Frontend;
  const inputs = parse({ command: 'plan', 'migrations-path': paths });
  const say = (text: string) => said.push(text);
  const adding = addMigrationFiles(planning ?? Promise.resolve(PLAN), { frontend, inputs, say });
  const [outcome] = await Promise.allSettled([adding]);
  const result = outcome.status === 'fulfilled' ? outcome.value : undefined;
  return { result, said, warnings, asked };
}

describe('a plan', () => {
  it('gets the files that its paths have', async () => {
    const { result, said, warnings } = await run();
    const migrationFiles = { ...KNOWN, files: [OURS], paths: ['db'] };
    expect(result).toEqual({ ...PLAN, migrationFiles });
    expect(said).toEqual(['Found 1 migration file in pull request #12.']);
    expect(warnings).toEqual([]);
  });

  it('asks nobody without paths', async () => {
    expect(await run({ paths: '' })).toEqual({
      ...{ result: PLAN, said: [] },
      ...{ warnings: [], asked: [] },
    });
  });

  it('has one warning where the files are not known', async () => {
    const changed: ChangedFiles = { kind: 'unknown', why: 'GitHub answered 500 (\u001b[31mno).' };
    const { result, said, warnings } = await run({ changed });
    expect(result).toEqual({ ...PLAN, migrationFiles: { ...changed, paths: ['db'] } });
    expect(warnings).toEqual([
      'Could not list the migration files of the pull request: GitHub answered 500 (no). The rest of the plan is not affected.',
    ]);
    expect(said).toEqual([]);
  });

  it('says nothing of them once it is cancelled', async () => {
    const cancelled: PlanResult = {
      ...PLAN,
      diagnosis: { ...PLAN.diagnosis, outcome: 'cancelled' },
    };
    const { result, said, warnings } = await run({ planning: Promise.resolve(cancelled) });
    expect(result).toBe(cancelled);
    expect([said, warnings]).toEqual([[], []]);
  });

  it('that fails ends the search', async () => {
    const { result, asked } = await run({ planning: Promise.reject(new Error('no')) });
    expect(result).toBeUndefined();
    expect(asked.map(({ aborted }) => aborted)).toEqual([true]);
  });
});
