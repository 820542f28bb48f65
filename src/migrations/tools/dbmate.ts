import { readDuration } from '../duration.js';
import type { Findings } from '../findings.js';
import type { Tool } from '../tool.js';

/** Applied, and not yet told by another line that it was: the next line may be the error. */
const DOUBTFUL = 'doubtful';

/** dbmate 2: it prints `Applied: x` of a migration that failed, too, and only then `Error: …`. */
export const DBMATE: Tool = {
  name: 'dbmate',
  doubtMark: DOUBTFUL,
  rules: [
    [
      /^Applying: (\d{1,20}\S*\.sql)$/,
      (it, [, id = '']) => {
        it.mark = '';
        it.begin(id);
      },
    ],
    [
      /^Applied: (\d{1,20}\S*\.sql)(?: in (\S{2,30}))?$/,
      (it, [, id = '', took = '']) => {
        // The error goes to stderr, and may come first.
        if (it.stateOf(id) === 'failed') return;
        it.mark = DOUBTFUL;
        it.apply(id, readDuration(took));
      },
    ],
    [
      /^Writing: \S*schema\.sql$/,
      (it) => {
        it.mark = '';
        it.recognise();
      },
    ],
    [
      /^\[([ X])\] (\d{8,20}_\S{1,300}\.sql)$/,
      (it, [, box = '', id = '']) => it.listAs(id, box === 'X' ? 'applied-before' : 'pending'),
    ],
  ],
  later: [
    [/^Pending: (\d{1,9})$/, (it, [, count]) => it.tellPending(Number(count))],
    [/^Error: (.*)$/, (it, [, error = '']) => fail(it, error)],
    [/^\[X\] (\S+\.sql)$/, (it, [, id = '']) => it.listAs(id, 'applied-before')],
    [/^\[ \] (\S+\.sql)$/, (it, [, id = '']) => it.listAs(id, 'pending')],
  ],
};

/** `line: 2, column: 14, position: 60: …` is put before the error of a statement where the driver tells its place. */
const PLACE = /\bline: (\d{1,9}), column: \d{1,9}/;

function fail(it: Findings, error: string): void {
  const isRunning = it.mark === DOUBTFUL || it.stateOf(it.current) === 'begun';
  const line = PLACE.exec(error)?.[1];
  const place = line === undefined ? {} : { line: Number(line) };
  it.fail({ error, ...(isRunning ? { id: it.current, file: it.current, ...place } : {}) });
  it.mark = '';
}
