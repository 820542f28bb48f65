import { describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { renderComment } from '../../../src/report/comment.js';
import { renderSummary } from '../../../src/report/summary.js';
import {
  MANY_MIGRATIONS,
  OUTCOMES,
  planWithLog,
  readToolLog,
} from '../../fakes/report-scenarios.js';

/** With HM_UPDATE_GOLDEN=true the files are written instead of compared. */
function compare(name: string, text: string): void {
  const path = `__tests__/fixtures/golden/${name}.md`;
  if (process.env['HM_UPDATE_GOLDEN'] === 'true') writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, 'utf8'));
}

it('tells of 300 migrations what is new', () => {
  const { diagnosis, facts, links } = MANY_MIGRATIONS;
  const summary = renderSummary(diagnosis, facts, links);
  expect(summary).toContain('### Migrations: 10 applied now');
  expect(summary).toContain('290 applied before');
  compare('report-summary-many-migrations', summary);
  compare('report-comment-many-migrations', renderComment(diagnosis, facts, links));
});

it('tells of a plan what is pending, with its SQL', () => {
  const { diagnosis, facts, links } = planWithLog(readToolLog('sql-migrate-dry-run'));
  const summary = renderSummary(diagnosis, facts, links);
  expect(summary).toContain('### Migrations: 5 pending\n');
  compare('report-summary-planned-sql', summary);
  compare('report-comment-planned-sql', renderComment(diagnosis, facts, links));
});

describe.each(Object.entries(OUTCOMES))('the report of %s', (outcome, scenario) => {
  const { diagnosis, facts, links } = scenario;
  it('is of that outcome', () => {
    expect(diagnosis.outcome).toBe(outcome);
  });

  it('is the summary', () => {
    compare(`report-summary-${outcome}`, renderSummary(diagnosis, facts, links));
  });

  it('is the comment', () => {
    compare(`report-comment-${outcome}`, renderComment(diagnosis, facts, links));
  });
});
