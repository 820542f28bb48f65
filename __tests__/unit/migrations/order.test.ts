import { describe, expect, it } from '@jest/globals';
import { readMigrations } from '../../fakes/migrations.js';

const APPLYING = 'Applying: 20260101000003_total.sql';
const APPLIED = 'Applied: 20260101000003_total.sql in 456.5µs';
const ERROR = "Error: Error 1146 (42S02): Table 'shop.missing' doesn't exist";
const read = (texts: readonly string[], end: 'failed' | 'succeeded') =>
  readMigrations(
    texts.map((text) => ({ time: '', text })),
    end,
  );

describe('dbmate, whose error goes to stderr and may come at any place', () => {
  it.each([
    [[APPLYING, APPLIED, ERROR]],
    [[APPLYING, ERROR, APPLIED]],
    [[ERROR, APPLYING, APPLIED]],
  ])('has applied nothing: %j', (texts) => {
    const [report] = read(texts, 'failed');
    expect(report).toMatchObject({ applied: 0 });
    expect(report?.migrations).toMatchObject([{ id: '20260101000003_total.sql', state: 'failed' }]);
  });

  it('has applied it where it succeeded', () => {
    expect(read([APPLYING, APPLIED], 'succeeded')).toMatchObject([{ applied: 1 }]);
  });
});
