import { describe, expect, it } from '@jest/globals';
import type { ChangedFile, MigrationFiles } from '../../../src/plan/migration-files.js';
import { renderComment } from '../../../src/report/comment.js';
import { renderMarkdown } from '../../../src/report/markdown.js';
import { describeMigrationFiles } from '../../../src/report/sections/migration-files.js';
import { countBytes } from '../../../src/report/size.js';
import { renderSummary } from '../../../src/report/summary.js';
import { PLANNED } from '../../fakes/report-scenarios.js';

type Known = MigrationFiles & { readonly kind: 'known' };

const makeFiles = (more: Partial<Known> = {}): Known => ({
  ...{ kind: 'known', pull: 12, isCut: false, paths: ['db/migrations'] },
  files: [],
  ...more,
});
const added = (path: string): ChangedFile => ({ path, change: 'added' });
const render = (found: MigrationFiles | undefined) =>
  renderMarkdown(describeMigrationFiles(found, 'all')).replaceAll('\u200b', '');
const { diagnosis, facts, links } = PLANNED;
const withFiles = (found: MigrationFiles) => ({ ...facts, migrationFiles: found });

const HEADING = '### Migration files in this pull request\n\n';
const REST =
  "This list is the pull request's diff. The database may lack other migrations, or already have some of these.";
const LIMIT = 'GitHub lists at most 3,000 files of a pull request, so there may be more.';

describe('the section', () => {
  it('is not there where it was not asked for', () => {
    expect(render(undefined)).toBe('');
  });

  it('lists added files', () => {
    expect(render(makeFiles({ files: [added('db/migrations/7.sql')] }))).toBe(
      `${HEADING}Pull request \\#12 changes these files in \`db/migrations\`.

| File | Change |
| --- | --- |
| \`db/migrations/7.sql\` | ➕ added |

${REST}`,
    );
  });

  it('tells what else happened to a file', () => {
    const files: readonly ChangedFile[] = [
      { path: 'db/1.sql', change: 'changed' },
      { path: 'db/2.sql', change: 'removed' },
      { path: 'db/4.sql', change: 'renamed', from: 'db/3.sql' },
    ];
    const text = render(makeFiles({ files, paths: ['db', 'sql', 'schema.rb'] }));
    expect(text).toContain('in `db`, `sql` and `schema.rb`.');
    expect(text).toContain('| `db/1.sql` | ✏️ changed |');
    expect(text).toContain('| `db/2.sql` | ➖ removed |');
    expect(text).toContain('| `db/4.sql` | ✏️ renamed from `db/3.sql` |');
    expect(text).toMatch(
      /these\. Check whether a file that is changed, renamed or removed was applied before\.$/,
    );
  });

  it('says that the pull request changes none', () => {
    expect(render(makeFiles())).toBe(
      `${HEADING}Pull request \\#12 changes no file in \`db/migrations\`. The database may still lack migrations.`,
    );
  });

  it('says that there may be more than GitHub lists', () => {
    expect(render(makeFiles({ isCut: true }))).toContain(LIMIT);
    expect(render(makeFiles({ isCut: true, files: [added('db/1.sql')] }))).toContain(LIMIT);
  });

  it('says that the files are not known', () => {
    const why = 'GitHub could not be reached (x).';
    expect(render({ kind: 'unknown', why, paths: ['db'] })).toBe(
      `${HEADING}Could not find out which files in \`db\` the pull request changes. ${why}

The pull request may still change migration files.`,
    );
  });

  it('names five paths, and says how many more there are', () => {
    const paths = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    expect(render(makeFiles({ paths }))).toContain('in `a`, `b`, `c`, `d`, `e` and 2 more.');
  });
});

describe('in the report', () => {
  it('is behind the hooks, in summary and comment', () => {
    const told = withFiles(makeFiles({ files: [added('db/migrations/7.sql')] }));
    for (const text of [
      renderSummary(diagnosis, told, links),
      renderComment(diagnosis, told, links),
    ])
      expect(text).toMatch(
        /### Hooks that would run[^]*### Migration files in this pull request[^]*7\.sql/,
      );
  });

  it('has 100 of many files, and fits into a comment', () => {
    const files = Array.from({ length: 3_000 }, (_, index) => ({
      ...{ path: `db/${'日'.repeat(4_000)}${String(index)}.sql`, change: 'renamed' as const },
      from: `db/old/${'日'.repeat(4_000)}${String(index)}.sql`,
    }));
    const comment = renderComment(diagnosis, withFiles(makeFiles({ files })), links);
    expect(countBytes(comment)).toBeLessThan(65_000);
    expect(comment).toContain('Hooks that would run');
    expect(comment).toContain('9.sql');
    expect(render(makeFiles({ files }))).toContain('2900 more are not shown.');
  });

  it('has nothing in it that a name makes', () => {
    const name =
      'db/a`|b`\n# h\n</details><script>[x](http://x) @team #1\u001b[31m\u202e::error::x';
    const hostile = makeFiles({
      files: [{ path: name, change: 'renamed', from: name }],
      paths: [name],
    });
    const text = renderSummary(diagnosis, withFiles(hostile), links);
    expect(text).not.toMatch(/^# h|^<\/details><script>|\u001b|\u202e/m);
    const section = renderMarkdown(describeMigrationFiles(hostile, 'all'));
    expect(section.split('\n').filter((line) => line.includes('script'))).toHaveLength(2);
  });
});
