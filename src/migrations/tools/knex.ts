import type { Tool } from '../tool.js';

const NAMES = 1_000;
const STATEMENT = /^(.{1,1500}?) - (\S.*)$/;

/** `npm run` prints the command, Knex the environment where its file has several. */
const COMMAND =
  /^(?:Using environment: \S{1,60}|(?:[>$] )?(?:npx )?knex .{0,200}migrate:\w{1,20}.*)$/;
/** Something said that it is Knex: pnpm prints "Already up to date", too. */
const NAMED = 'named';

/** Knex 3: it prints the number of migrations, and their names with `--verbose` alone. */
export const KNEX: Tool = {
  name: 'Knex',
  rules: [
    [
      /^Batch \d{1,9} run: (\d{1,9}) migrations?$/,
      (it, [, count = '']) => {
        it.tell(Number(count));
        let left = Number(count);
        it.readOn(NAMES, (text) => {
          if (!/^\S{1,300}\.(?:[cm]?[jt]s|sql)$/.test(text) || left === 0) return false;
          left -= 1;
          it.apply(text);
          return true;
        });
      },
    ],
    [COMMAND, (it) => (it.mark = NAMED)],
    [
      /^Already up to date$/,
      (it) => {
        if (it.mark === NAMED) it.recognise();
      },
    ],
    [/^migration file "([^"]{1,300})" failed$/, (it, [, id = '']) => it.fail({ id, file: id })],
    [
      /^migration failed with error: (.*)$/,
      (it, [, text = '']) => {
        const [, statement, error = text] = STATEMENT.exec(text) ?? [];
        it.fail({ error });
        it.addToFailure({ error, ...(statement === undefined ? {} : { statement }) });
      },
    ],
    [/^Can't take lock to run migrations: (.*)$/, (it, [text = '']) => it.fail({ error: text })],
    [
      /^(?:Found \d{1,9}|No) (Completed|Pending) Migration (?:file\/files|file)\.?/,
      (it, [, kind = '']) => {
        const state = kind === 'Pending' ? 'pending' : 'applied-before';
        it.readOn(NAMES, (text) => {
          if (!/^\S{1,300}\.(?:[cm]?[jt]s|sql)$/.test(text)) return false;
          it.listAs(text, state);
          return true;
        });
      },
    ],
  ],
};
