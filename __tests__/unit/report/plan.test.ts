import { describe, expect, it } from '@jest/globals';
import type { Change } from '../../../src/plan/compare.js';
import { renderComment } from '../../../src/report/comment.js';
import { renderSummary } from '../../../src/report/summary.js';
import { countBytes } from '../../../src/report/size.js';
import { makeValidOutputs } from '../../fakes/output-schemas.js';
import { PLANNED } from '../../fakes/report-scenarios.js';

const { diagnosis, facts, links } = PLANNED;
const withChanges = (changes: readonly Change[]) => {
  const { plan } = facts;
  if (plan === undefined) throw new Error('The scenario has a plan.');
  return { ...facts, plan: { ...plan, changes } };
};
const change = (more: Partial<Change>): Change => ({
  ...{ change: 'changed', apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'app' },
  ...{ kept: false, diff: [] },
  ...more,
});

describe('text of a chart', () => {
  const diff = ['+```', '+</details><script>', '+::error::x', '+\u001b[31mred', '+@team #1'];
  const hostile = [
    change({ kind: '<img>', namespace: '`a`', name: '</summary>**b**', diff }),
    change({ change: 'removed', kind: '[x](http://x)', name: '@team' }),
  ];
  it('cannot leave its fence or its title', () => {
    const markdown = renderSummary(diagnosis, withChanges(hostile), links);
    expect(markdown).not.toMatch(/<img|^::error|\u001b/m);
    expect(markdown).not.toMatch(/<summary>.*<\/summary>.*<\/summary>/);
    expect(markdown).toContain('````diff\n+```\n+</details>');
  });

  it('is one line of an output', () => {
    const out = { ...withChanges([change({ name: 'a\nb' })]), helmExitCode: 0, logFile: undefined };
    expect(makeValidOutputs(diagnosis, out).changes).toContain('"name":"a b"');
  });
});

describe('a large plan', () => {
  const lines = Array.from({ length: 500 }, (_, index) => `+  line ${String(index)}: text`);
  const many = Array.from({ length: 90 }, (_, index) =>
    change({ name: `app-${String(index)}`, diff: lines }),
  );
  it('fits into a comment, with all names', () => {
    const comment = renderComment(diagnosis, withChanges(many), links);
    expect(countBytes(comment)).toBeLessThan(65_000);
    expect(comment).toContain('app-89');
  });

  it('cuts a long diff and a long line', () => {
    const one = [change({ diff: [...lines, `+${'x'.repeat(9_000)}`] })];
    expect(renderSummary(diagnosis, withChanges(one), links)).toContain(
      '201 more lines are not shown.',
    );
    const long = [change({ diff: [`+${'x'.repeat(9_000)}`] })];
    expect(renderSummary(diagnosis, withChanges(long), links)).not.toContain('x'.repeat(501));
  });
});
