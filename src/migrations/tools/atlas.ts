import { readDuration } from '../duration.js';
import type { Findings } from '../findings.js';
import type { Tool } from '../tool.js';

const STATEMENT_LINES = 4_000;

/** Atlas 1: it prints its report when all is over. The line before the dashes is the error of what has no `-- ok`. */
export const ATLAS: Tool = {
  name: 'Atlas',
  rules: [
    [
      /^Migrating to version \S{1,100}(?: from \S{1,100})? \(\d{1,9} migrations in total\):$/,
      (it) => it.recognise(),
    ],
    [
      /^-- migrating version (\S{1,100})$/,
      (it, [, id = '']) => {
        it.begin(id);
        readStatements(it, id);
      },
    ],
    [
      /^-- checks before migrating version (\S{1,100})$/,
      (it, [, id = '']) => {
        if (it.isKnown) readStatements(it, id);
      },
    ],
    [/^No migration files to execute$/, (it) => it.recognise()],
  ],
  later: [[/^Error: (.*)$/, (it, [, error = '']) => it.error || it.fail({ error })]],
};

function readStatements(it: Findings, id: string): void {
  let statement = '';
  let last = '';
  it.readOn(STATEMENT_LINES, (text) => {
    const took = /^-- ok \(([\d.a-zµ]{2,20})\)$/.exec(text)?.[1];
    if (took !== undefined && it.stateOf(id) === 'begun') it.apply(id, readDuration(took));
    const isOver = /^-{20,30}$/.test(text);
    if (isOver && last !== '') it.fail({ id, error: last, statement });
    if (text.startsWith('-> ')) statement = text.slice(3);
    last = text.startsWith('-> ') || text === '' ? (text === '' ? last : '') : text;
    return took === undefined && !isOver;
  });
}
