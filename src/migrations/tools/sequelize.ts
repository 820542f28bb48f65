import { readDuration } from '../duration.js';
import type { Tool } from '../tool.js';

/** It has said its name, which it does before each command. */
const NAMED = 'named';

/** sequelize-cli 6: `== 20240101-users: migrated (0.012s)`; Rails' names have a space in them. */
export const SEQUELIZE: Tool = {
  name: 'Sequelize',
  rules: [
    [/^Sequelize CLI \[Node: /, (it) => (it.mark = NAMED)],
    [
      /^(up|down) (\d{8,20}\S{1,300}\.[cm]?[jt]s)$/,
      (it, [, state = '', id = '']) => {
        if (it.isKnown || it.mark === NAMED)
          it.listAs(stem(id), state === 'up' ? 'applied-before' : 'pending');
      },
    ],
    [/^== (\S{1,300}): migrating =+$/, (it, [, id = '']) => it.begin(id)],
    [
      /^== (\S{1,300}): migrated \((\d{1,9}\.\d{1,9}s)\)$/,
      (it, [, id = '', took = '']) => it.apply(id, readDuration(took)),
    ],
    [
      /^No migrations were executed, database schema was already up to date\.$/,
      (it) => it.recognise(),
    ],
  ],
  later: [
    [
      /^ERROR: (.*)$/,
      (it, [, error = '']) =>
        it.fail({ error, id: it.stateOf(it.current) === 'begun' ? it.current : '' }),
    ],
    [/^up (\S{1,300}\.[cm]?[jt]s)$/, (it, [, id = '']) => it.listAs(stem(id), 'applied-before')],
    [/^down (\S{1,300}\.[cm]?[jt]s)$/, (it, [, id = '']) => it.listAs(stem(id), 'pending')],
  ],
};

function stem(file: string): string {
  return file.replace(/\.[cm]?[jt]s$/, '');
}
