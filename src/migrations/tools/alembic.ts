import type { Findings } from '../findings.js';
import type { Tool } from '../tool.js';
import { readTraceback } from './python-error.js';

/** All of a run is one transaction, unless `transaction_per_migration` is set, where the database can undo DDL. */
const ONE_TRANSACTION = 'one transaction';
const LOGGER = /\balembic\b/;

/** Alembic 1: it logs what it begins, on stderr, and nothing at the end. A traceback is a failure. */
export const ALEMBIC: Tool = {
  name: 'Alembic',
  endsQuietly: true,
  rules: [
    [
      /^Running upgrade (\S*) ?-> (\S{1,80})(?:, (.*))?$/,
      (it, [, , revision = '', text = ''], { prefix }) => {
        if (!it.isKnown && !LOGGER.test(prefix)) return;
        it.applyBegun();
        it.begin(text === '' ? revision : `${revision} ${text}`);
      },
    ],
    [
      /^Context impl \w{1,60}Impl\.$/,
      (it, _parts, { prefix }) => {
        if (LOGGER.test(prefix)) it.recognise();
      },
    ],
  ],
  later: [
    [/^Will assume transactional DDL\.$/, (it) => (it.mark = ONE_TRANSACTION)],
    [/^Traceback \(most recent call last\):$/, fail],
    [/^FAILED: (.*)$/, (it, [, error = '']) => it.fail({ error })],
  ],
};

function fail(it: Findings): void {
  const id = it.stateOf(it.current) === 'begun' ? it.current : '';
  if (it.mark === ONE_TRANSACTION) it.takeBack();
  it.fail({ id });
  readTraceback(it, (path) => path.includes('/versions/'));
}
