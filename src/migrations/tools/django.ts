import { readDuration } from '../duration.js';
import type { Findings } from '../findings.js';
import type { Tool } from '../tool.js';
import { readTraceback } from './python-error.js';

const NAMES = 20_000;
const MIGRATION = /^(\w{1,100})\.(\w{1,200})$/;
const DONE = / (?:OK|FAKED)(?: \((\d{1,9}\.\d{1,9})s\))?$/;

/**
 * Django 3 to 5: `  Applying shop.0001_init... OK`. The line has no end until that is done: a traceback goes on in it.
 * Others print "Applying values.yaml...", so a name without a number counts only in a log that is Django's.
 */
export const DJANGO: Tool = {
  name: 'Django',
  rules: [
    [
      /^Applying (\w{1,100}\.\d{4}_\w{1,200})\.\.\.(.{0,60})$/,
      (it, [, id = '', rest = '']) => readMigration(it, id, rest),
    ],
    [/^Apply all migrations: /, (it) => it.recognise()],
    [/^No migrations to apply\.$/, (it) => it.recognise()],
    [/^Planned operations:$/, (it) => readPlan(it)],
    [
      /^\[([ X])\] {2}(\w{1,100}\.\d{4}_\w{1,200})(?: \.\.\. \(.{0,300}\))?$/,
      (it, [, box = '', id = '']) => it.listAs(id, box === 'X' ? 'applied-before' : 'pending'),
    ],
  ],
  later: [
    [
      /^\[([ X])\] {2}(\w{1,100}\.\w{1,200})(?: \.\.\. \(.{0,300}\))?$/,
      (it, [, box = '', id = '']) => it.listAs(id, box === 'X' ? 'applied-before' : 'pending'),
    ],
    [
      /^Applying (\w{1,100}\.\w{1,200})\.\.\.(.{0,60})$/,
      (it, [, id = '', rest = '']) => readMigration(it, id, rest),
    ],
    [
      /^Traceback \(most recent call last\):$/,
      (it) => {
        it.fail({ id: it.stateOf(it.current) === 'begun' ? it.current : '' });
        readTraceback(it, (path) => path.includes('/migrations/0'));
      },
    ],
    [
      /^(OK|FAKED)$/,
      (it) => {
        if (it.stateOf(it.current) === 'begun') it.apply(it.current);
      },
    ],
  ],
};

/** `migrate --plan`: each migration, and below it what it does, further in. */
function readPlan(it: Findings): void {
  it.readOn(NAMES, (text, { prefix, whole }) => {
    const isName = MIGRATION.test(text) && whole.endsWith(prefix + text);
    if (isName && !whole.startsWith(' ')) it.listAs(text, 'pending');
    return isName || prefix !== '' || whole.startsWith(' ');
  });
}

function readMigration(it: Findings, id: string, rest: string): void {
  const [isDone, took = ''] = DONE.exec(rest) ?? [];
  if (isDone !== undefined) {
    it.apply(id, readDuration(took));
  } else if (rest.endsWith('Traceback (most recent call last):')) {
    const [, app = '', name = ''] = MIGRATION.exec(id) ?? [];
    it.fail({ id });
    readTraceback(it, (path) => path.endsWith(`/${app}/migrations/${name}.py`));
  } else it.begin(id);
}
