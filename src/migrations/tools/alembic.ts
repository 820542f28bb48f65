import type { Findings } from '../findings.js';
import { readSql } from '../read-sql.js';
import type { Tool } from '../tool.js';
import { readTraceback } from './python-error.js';

/** All of a run is one transaction, unless `transaction_per_migration` is set, where the database can undo DDL. */
const ONE_TRANSACTION = 'one transaction';
const LOGGER = /\balembic\b/;

/**
 * Alembic 1: it logs what it begins, on stderr, and nothing at the end. A traceback is a failure. Offline (`--sql`) it
 * logs the same of what it only prints as SQL, on stdout, and before that `Generating static SQL`; a program may not
 * have set up the log.
 */
export const ALEMBIC: Tool = {
  name: 'Alembic',
  endsQuietly: true,
  rules: [
    [
      /^Running upgrade (?:[^\s>][^>]{0,300})? ?-> (\S{1,80}?)(?:, (.*))?$/,
      (it, [, revision = '', text = ''], { prefix }) => {
        if (!it.isKnown && !LOGGER.test(prefix)) return;
        it.applyBegun();
        const id = nameRevision(it, revision, text);
        if (it.isDry) it.listAs(id, 'pending');
        else it.begin(id);
      },
    ],
    [
      /^-- Running upgrade ([^\s>][^>]{0,300})? ?-> (\S{1,80})$/,
      (it, [, from, revision = ''], opening) => {
        const id = nameRevision(it, revision, '');
        it.isDry = true;
        it.isFromStart ||= from === undefined;
        it.listAs(id, 'pending');
        readSql(it, { id, opening });
      },
    ],
    [
      /^Generating static SQL$/,
      (it, _parts, { prefix }) => {
        if (!it.isKnown && !LOGGER.test(prefix)) return;
        it.isDry = true;
        it.recognise();
      },
    ],
    [
      /^Context impl \w{1,60}Impl\.$/,
      (it, _parts, { prefix }) => {
        if (!LOGGER.test(prefix)) return;
        it.isDry = false;
        it.isFromStart = false;
        it.recognise();
      },
    ],
  ],
  later: [
    [/^Will assume transactional DDL\.$/, (it) => (it.mark = ONE_TRANSACTION)],
    [/^Traceback \(most recent call last\):$/, fail],
    [/^FAILED: (.*)$/, (it, [, error = '']) => it.fail({ error })],
  ],
};

/** Its revision and its message, which only the log has. */
function nameRevision(it: Findings, revision: string, text: string): string {
  const known = it.list.find(({ id }) => id === revision || id.startsWith(`${revision} `));
  return known?.id ?? (text === '' ? revision : `${revision} ${text}`);
}

function fail(it: Findings): void {
  const id = it.stateOf(it.current) === 'begun' ? it.current : '';
  if (it.mark === ONE_TRANSACTION) it.takeBack();
  it.fail({ id });
  readTraceback(it, (path) => path.includes('/versions/'));
}
