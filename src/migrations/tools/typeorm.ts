import type { Findings } from '../findings.js';
import type { Tool } from '../tool.js';

/** TypeORM 0.3 and 1. All of a run is one transaction, unless told otherwise: what `ROLLBACK` takes back is pending. */
export const TYPEORM: Tool = {
  name: 'TypeORM',
  rules: [
    [
      /^Migration (\w{1,300}) has been {1,2}executed successfully\.$/,
      (it, [, id = '']) => it.apply(id),
    ],
    [
      /^\d{1,9} migrations (?:are already loaded in the database|were found in the source code|are new migrations must be executed)\.$/,
      (it) => it.recognise(),
    ],
    [/^No migrations are pending$/, (it) => it.recognise()],
    [
      /^Migration "(\w{1,300})" failed, error: (.*)$/,
      (it, [, id = '', error = '']) => it.fail({ id, error, statement: it.mark }),
    ],
    [/^Error during migration run:$/, (it) => readError(it)],
    [
      /^\[([ X])\] (?:\d{1,9} )?(\w{1,200}\d{13})$/,
      (it, [, box = '', id = '']) => it.listAs(id, box === 'X' ? 'applied-before' : 'pending'),
    ],
  ],
  later: [
    [/^query failed: (.*)$/, (it, [, statement = '']) => (it.mark = statement.slice(0, 2_000))],
    [/^query: ROLLBACK$/, (it) => it.takeBack()],
    [/^query: COMMIT$/, (it) => it.settle()],
  ],
};

/** The error and where it came from: the first frame that is not within a package. */
function readError(it: Findings): void {
  it.readOn(40, (text) => {
    const [, file, line = ''] =
      /^at (?:async )?\w{1,200}\.up \((?:file:\/\/)?([^():]{1,300}):(\d{1,9}):\d{1,9}\)$/.exec(
        text,
      ) ?? [];
    if (file !== undefined) it.addToFailure({ file, line: Number(line) });
    if (it.error === '' && /Error: /.test(text)) it.fail({ error: text });
    return file === undefined;
  });
}
