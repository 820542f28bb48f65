import { readDuration } from '../duration.js';
import type { Tool } from '../tool.js';
import { readTraceback } from './python-error.js';

const MIGRATION = /^(\w{1,100})\.(\w{1,200})$/;

/** Django 3 to 5: `  Applying shop.0001_init... OK`. The line has no end until that is done: a traceback goes on in it. */
export const DJANGO: Tool = {
  name: 'Django',
  rules: [
    [
      /^Applying (\w{1,100}\.\w{1,200})\.\.\.(?: (OK|FAKED)(?: \((\d{1,9}\.\d{1,9})s\))?)?$/,
      (it, [, id = '', done = '', took = '']) => {
        if (done === '') it.begin(id);
        else it.apply(id, readDuration(took));
      },
    ],
    [
      /^Applying (\w{1,100}\.\w{1,200})\.\.\. ?Traceback \(most recent call last\):$/,
      (it, [, id = '']) => {
        const [, app = '', name = ''] = MIGRATION.exec(id) ?? [];
        it.fail({ id });
        readTraceback(it, (path) => path.endsWith(`/${app}/migrations/${name}.py`));
      },
    ],
    [/^Apply all migrations: /, (it) => it.recognise()],
    [/^No migrations to apply\.$/, (it) => it.recognise()],
  ],
  later: [
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
