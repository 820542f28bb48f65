import { afterAll, describe, expect, it } from '@jest/globals';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CHART, MIGRATE_CHART } from './helm.js';
import { makeWorkplace, runScript, shaOf } from './job-script.js';

const FETCH = join(MIGRATE_CHART, 'files/fetch.sh');
const workplace = makeWorkplace(FETCH);

afterAll(() => {
  rmSync(workplace.folder, { recursive: true });
});

describe('the script that fetches for charts/migrate', () => {
  it('fetches exactly the commit that it is given, and lists it, in one stream', async () => {
    const first = shaOf(workplace, 'main~1');
    const { code, log } = await runScript(workplace, { GIT_REF: first });
    expect(code).toBe(0);
    expect(log.trim().split('\n')).toEqual([
      `Fetching ${first} of file://${workplace.repository}`,
      `Commit ${first}`,
      'Migrations in backend-services/db/migrations:',
      expect.stringMatching(/^total /),
      expect.stringMatching(/^-rw.* BS_1_init_schema\.up\.sql$/),
      ...[2, 3, 4, 5].map((n) => expect.stringMatching(new RegExp(`^-rw.* BS_${String(n)}_`))),
    ]);
  });

  it.each([
    ['a ref that is not there', { GIT_REF: 'v9' }, [13, 'has no branch, tag or commit "v9"']],
    ['no such folder', { MIGRATIONS_PATH: 'db' }, [15, 'correct migrations.path or git.ref']],
  ] as const)('tells %s', async (_title, environment, [exitCode, message]) => {
    const { code, log } = await runScript(workplace, environment);
    const last = log.trim().split('\n').at(-1);
    expect(code).toBe(exitCode);
    expect(last).toMatch(/^error: /);
    expect(last).toContain(message);
  });

  // A chart holds only its own files, so both charts have them.
  it.each(['offer_credentials', 'fetch_commit', 'stop_on_refusal', 'refusal', 'short_sha_hint'])(
    'has the %s of charts/sql-migrate',
    (name) => {
      const body = functionOf(FETCH, name);
      expect(body).toContain('\n');
      expect(body).toBe(functionOf(join(CHART, 'files/migrate.sh'), name));
    },
  );
});

function functionOf(file: string, name: string): string | undefined {
  const pattern = new RegExp(`^${name}\\(\\) \\{\\n.*?^\\}$`, 'ms');
  return pattern.exec(readFileSync(file, 'utf8'))?.[0];
}
