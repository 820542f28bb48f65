import { describe, expect, it } from '@jest/globals';
import { judgeFailure } from '../../../src/diagnosis/advice.js';
import { makeFailure } from '../../fakes/facts.js';

const READ_LOG = 'Fix the error that the hook logged, then redeploy.';
const MIGRATION = 'Fix the migration, then redeploy.';
const HALF_APPLIED =
  'MySQL and MariaDB do not roll back DDL: a failed migration may be half applied. Check the schema before you redeploy.';
const IN_PART = 'The hook may have done part of its work. Check that before you redeploy.';

const advise = (reason: string, ...texts: readonly string[]) => {
  const log = texts.map((text) => ({ time: '', text }));
  return judgeFailure({ reason, message: '' }, makeFailure({ log })).advice;
};

describe('what a failed hook may have left behind', () => {
  it.each([
    ['is nothing of a hook that is no migration', 'Error', 'Error: no such bucket', READ_LOG],
    [
      'is half a migration, in the words of a tool',
      'Error',
      'Applying: 2_b.sql',
      `${MIGRATION} ${HALF_APPLIED}`,
    ],
    [
      'is half a migration, in the words of MySQL',
      'Error',
      "ERROR 1060 (42S21) at line 3: Duplicate column name 'b'",
      `${READ_LOG} ${HALF_APPLIED}`,
    ],
    [
      'is nothing of a migration that PostgreSQL took back',
      'Error',
      'goose run: ERROR 00002_b.sql: failed: ERROR: syntax error at or near "alte" (SQLSTATE 42601)',
      MIGRATION,
    ],
    [
      'is part of its work where it was ended',
      'DeadlineExceeded',
      'sending mails',
      `It ran longer than its activeDeadlineSeconds. Increase that value. ${IN_PART}`,
    ],
    [
      'is half a migration where one was ended',
      'DeadlineExceeded',
      'Applying: 2_b.sql',
      `It ran longer than its activeDeadlineSeconds. Increase that value. ${HALF_APPLIED}`,
    ],
    [
      'is nothing where nothing ran',
      'OutOfcpu',
      'Applying: 2_b.sql',
      'The node rejected the Pod, and none of its containers ran. Fix what the node reports, then redeploy.',
    ],
  ])('%s', (_title, reason, line, advice) => {
    expect(advise(reason, line)).toBe(advice);
  });
});

describe('a database that golang-migrate calls dirty', () => {
  const repair = (before: string) =>
    `undo by hand what the migration has applied, run "migrate force ${before}" with the same -path and -database`;
  const OTHER = '<number of the migration before it>';

  it.each([
    ['2', '1'],
    ['1', '-1'],
    ['20260801000000', OTHER],
  ])('in version %s is forced to %s', (version, before) => {
    const line = `error: Dirty database version ${version}. Fix and force version.`;
    expect(advise('Error', line)).toBe(
      `Migration ${version} failed in an earlier run and may be half applied. golang-migrate has marked the database as dirty, and runs no migration until the mark is cleared: ${repair(before)}, then redeploy with the migration fixed.`,
    );
  });

  it('is told when it becomes so', () => {
    const line = 'error: migration failed in line 0: alte table a (details: Error 1064 (42000): x)';
    expect(advise('Error', line)).toBe(
      `Fix the migration. golang-migrate has marked the database as dirty, and runs no migration until the mark is cleared: ${repair(OTHER)}, then redeploy.`,
    );
  });
});
