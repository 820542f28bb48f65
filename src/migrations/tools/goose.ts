import { readDuration } from '../duration.js';
import type { Findings } from '../findings.js';
import type { Tool } from '../tool.js';

const QUERY = /failed to execute SQL query "(.{1,2000})": /;

/** goose 3: `OK   00001_x.sql (1.2ms)`; its provider prints `OK    up 00001_x.sql (1.2ms)`. */
export const GOOSE: Tool = {
  name: 'goose',
  rules: [
    [
      /^(?:OK|EMPTY) {1,5}(?:up {1,3})?(\S+\.(?:sql|go)) \(([^()]{1,30})\)$/,
      (it, [, id = '', took = '']) => it.apply(id, readDuration(took)),
    ],
    [
      /^goose: (?:no migrations to run|successfully migrated|up to current file)/,
      (it) => it.recognise(),
    ],
    [
      /^goose (?:run|up|up-by-one|up-to): (?:ERROR )?(?:partial migration error \([^()]{0,99}\): )?(\S+\.(?:sql|go)): (.*)$/,
      (it, [, id = '', error = '']) => fail(it, id, error),
    ],
    [/^goose (?:run|up): (.*)$/, (it, [, error = '']) => it.fail({ error })],
    [/^Applied At {1,60}Migration$/, (it) => it.recognise()],
  ],
  later: [
    [/^Pending {1,60}-- (\S+)$/, (it, [, id = '']) => it.listAs(id, 'pending')],
    [
      /^(\w{3} \w{3} [\d ]\d [\d:]{8} \d{4}) -- (\S+)$/,
      (it, [, when = '', id = '']) => it.listAs(id, 'applied-before', when),
    ],
  ],
};

function fail(it: Findings, id: string, error: string): void {
  const statement = QUERY.exec(error)?.[1];
  it.fail({ id, file: id, error, ...(statement === undefined ? {} : { statement }) });
}
