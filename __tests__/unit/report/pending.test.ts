import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { renderComment } from '../../../src/report/comment.js';
import { renderSummary } from '../../../src/report/summary.js';
import { makeResult } from '../../fakes/facts.js';
import { makeValidOutputs } from '../../fakes/output-schemas.js';
import { makeScenario, planWithLog, type Scenario } from '../../fakes/report-scenarios.js';

const toLog = (texts: readonly string[]) => texts.map((text) => ({ time: '', text }));
const readLog = (name: string) =>
  toLog(readFileSync(`__tests__/fixtures/logs/tools/${name}.log`, 'utf8').split('\n'));
const summarize = ({ diagnosis, facts, links }: Scenario) => renderSummary(diagnosis, facts, links);
const titlesOf = (text: string) => text.match(/^### Migrations.*$/gm);
const outputsOf = ({ diagnosis, facts }: Scenario) =>
  makeValidOutputs(diagnosis, { ...facts, helmExitCode: 0, logFile: undefined });

/** A dry run of sql-migrate of so many migrations of so many lines of SQL. */
const dryRun = (count: number, lines: number, line = 'SELECT 1;') =>
  Array.from({ length: count }, (_, index) => [
    `==> Would apply migration ${String(index + 1)}_x.sql (up)`,
    ...Array.from({ length: lines }, () => line),
  ]).flat();

describe('the title of a plan', () => {
  it.each([
    ['alembic-dry-run', '2 pending'],
    ['atlas-success-from-source', '2 pending'],
    ['atlas-status-from-source', '2 pending'],
    ['atlas-nothing-from-source', 'none pending'],
    ['django-plan-nothing', 'none pending'],
    ['goose-success', '2 applied now'],
    ['goose-failure', '1 failed, 1 applied now'],
    ['liquibase-status', '2 pending'],
  ])('%s: %s', (name, counts) => {
    expect(titlesOf(summarize(planWithLog(readLog(name))))).toEqual([`### Migrations: ${counts}`]);
  });

  it('is not there where no tool is known', () => {
    expect(titlesOf(summarize(planWithLog(toLog(['Hello']))))).toBeNull();
  });
});

it('says of Atlas, whose dry run looks like a real one, on what that rests', () => {
  const log = readLog('atlas-success-from-source');
  expect(summarize(planWithLog(log))).toContain(
    'Atlas prints the same in a dry run as in a real run. These migrations are pending if the hook ran it with `--dry-run`.',
  );
  expect(outputsOf(planWithLog(log))).toMatchObject({ applied: '0', pending: '2' });
  const deployed = makeScenario({ hooks: [makeResult({ log })] });
  expect(titlesOf(summarize(deployed))).toEqual(['### Migrations: 2 applied now']);
  expect(summarize(deployed)).not.toContain('SQL of');
  expect(outputsOf(deployed)).toMatchObject({ applied: '2', pending: '0' });
});

it('says of Alembic, which began with the first migration, that it did not ask the database', () => {
  const text = summarize(planWithLog(readLog('alembic-dry-run')));
  expect(text).toContain(
    '\n\nAlembic does not read the database with `--sql` and listed migrations from the first one on, so some may be applied already. Name the current revision: `alembic upgrade <revision>:head --sql`.\n',
  );
  const later = readLog('alembic-dry-run').slice(16);
  expect(titlesOf(summarize(planWithLog(later)))).toEqual(['### Migrations: 1 pending']);
  expect(summarize(planWithLog(later))).not.toContain('does not read the database');
});

describe('the SQL', () => {
  it('cannot leave its fence or its title', () => {
    const log = dryRun(1, 1, '```').concat('</details><script>', '::error::x', '@team #1');
    log[0] = '==> Would apply migration </summary><img>`b`.sql (up)';
    const text = summarize(planWithLog(toLog(log)));
    expect(text).toContain('````sql\n```\n</details><script>\n:\u200b:error::x\n@team #1\n````');
    expect(text).not.toMatch(/<summary>.*<(?:img|\/summary>.*<\/summary)/);
  });

  it.each([
    ['many lines', dryRun(1, 400), /\n100 more lines are not shown\.\n/],
    [
      'many migrations',
      dryRun(120, 1),
      /\nThe SQL of 20 more migrations is not shown\. The hook's log has it\.\n/,
    ],
    [
      'long SQL',
      dryRun(30, 100, 'x'.repeat(180)),
      /\nThe SQL of 14 more migrations is not shown\. The hook's log has it\.\n/,
    ],
  ])('of %s is cut', (_title, log, rest) => {
    const scenario = planWithLog(toLog(log));
    expect(summarize(scenario)).toMatch(rest);
    const { diagnosis, facts, links } = scenario;
    const comment = renderComment(diagnosis, facts, links);
    expect(comment.length).toBeLessThan(65_536);
    expect(comment).toMatch(/^### Migrations: \d+ pending$/m);
    expect(comment).toContain('<summary>SQL of <code>1_x.sql</code></summary>');
  });

  it('is in the outputs, line by line, and no more than fits', () => {
    const { migrations, pending } = outputsOf(
      planWithLog(toLog(dryRun(300, 30, `${'x'.repeat(99)}\u001b[31m`))),
    );
    const list = JSON.parse(migrations) as { readonly sql: readonly string[] }[];
    expect(pending).toBe('300');
    expect(list[0]?.sql).toHaveLength(20);
    expect(list[0]?.sql[0]).toBe('x'.repeat(99));
    expect(list[0]?.sql.at(-1)).toMatch(/^x+…$/);
    expect(list.at(-1)?.sql).toEqual([]);
    expect(migrations.length).toBeLessThan(300_000);
  });
});
