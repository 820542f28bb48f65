import { readDuration } from '../duration.js';
import type { Findings } from '../findings.js';
import type { Tool } from '../tool.js';

const QUERY_LINES = 200;
const STATEMENT_LINES = 40;
const DETAILS = '(details: ';
/** All that most drivers say, such as MySQL's: the reason is in the details alone. */
const BARE_ERROR = 'migration failed';

/**
 * golang-migrate 4: `1/u name (12.3ms)` of each that is applied; of a failure it names no migration, unless verbose.
 */
export const GOLANG_MIGRATE: Tool = {
  name: 'golang-migrate',
  rules: [
    [
      /^(?:Finished )?(\d{1,20})\/u (\S+) \((?:read [^,]{1,30}, ran )?([\d.a-zµ]{2,30})\)$/,
      (it, [, version = '', name = '', took = '']) =>
        it.apply(`${version}_${name}`, readDuration(took)),
    ],
    [
      /^(?:Start buffering|Read and execute) (\d{1,20})\/u (\S+)$/,
      (it, [, version = '', name = '']) => it.begin(`${version}_${name}`),
    ],
    [/^no change$/, (it) => it.recognise()],
    [
      /^error: (Dirty database version (\d{1,20})\. Fix and force version\.)$/,
      (it, [, error = '']) => it.fail({ error }),
    ],
    [/^error: (migration failed.*)$/, (it, [, error = '']) => readFailure(it, error)],
  ],
  later: [[/^error: (.*)$/, (it, [, error = '']) => it.fail({ error })]],
};

/** `migration failed: <why> in line N: <the whole file> (details: <the driver's error>)`; line 0 means not known. */
function readFailure(it: Findings, text: string): void {
  const at = text.indexOf(' in line ');
  const [, number = '', query = ''] = /^ in line (\d{1,9}): (.*)$/.exec(text.slice(at)) ?? [];
  const error = at === -1 ? text : text.slice(0, at);
  const id = it.stateOf(it.current) === 'begun' ? { id: it.current } : {};
  const line = Number(number) > 0 ? { line: Number(number) } : {};
  it.fail({ ...id, error, ...line });
  const statement = [dropDetails(query)];
  it.addToFailure({ statement: statement.join('\n'), ...readReason(error, query) });
  if (hasEnded(query)) return;
  it.readOn(QUERY_LINES, (next) => {
    if (statement.length < STATEMENT_LINES && !hasEnded(next)) statement.push(next);
    it.addToFailure({ statement: statement.join('\n'), ...readReason(error, next) });
    return !hasEnded(next);
  });
}

function readReason(error: string, text: string): { readonly error?: string } {
  if (error !== BARE_ERROR || !hasEnded(text)) return {};
  return { error: `${error}: ${text.slice(text.lastIndexOf(DETAILS) + DETAILS.length, -1)}` };
}

function hasEnded(text: string): boolean {
  return text.endsWith(')') && text.includes(DETAILS);
}

function dropDetails(text: string): string {
  return hasEnded(text) ? text.slice(0, text.lastIndexOf(DETAILS)) : text;
}
