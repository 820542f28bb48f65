import type { Findings } from '../findings.js';
import type { Tool } from '../tool.js';

const STATEMENT_LINES = 100;

/**
 * Entity Framework Core 8 to 11: it prints what it begins, then `Done.`; from a bundle, from `dotnet ef`, from a host.
 */
export const EF_CORE: Tool = {
  name: 'EF Core',
  endsQuietly: true,
  rules: [
    [
      /^Applying migration '(\d{14}_[^']{1,200})'\.$/,
      (it, [, id = '']) => {
        it.applyBegun();
        it.begin(id);
      },
    ],
    [/^(\d{14}_[^\s']{1,200}) \(Pending\)$/, (it, [, id = '']) => it.listAs(id, 'pending')],
    [/^No migrations were applied\. The database is already up to date\.$/, (it) => it.recognise()],
  ],
  later: [
    [/^(\d{14}_[^\s']{1,200})$/, (it, [, id = '']) => it.listAs(id, 'applied-before')],
    [/^Done\.$/, (it) => it.applyBegun()],
    [/^Failed executing DbCommand \([\d,.]{1,20}ms\) /, (it) => readCommand(it)],
    [
      /^(?:Unhandled exception\. )?((?:[A-Z]\w{0,60}\.){1,8}\w{0,60}Exception(?: \(0x[\dA-F]{8}\))?): (.*)$/,
      (it, [, , error = '']) => fail(it, error),
    ],
  ],
};

function readCommand(it: Findings): void {
  const statement: string[] = [];
  it.readOn(STATEMENT_LINES, (text) => {
    const isMore = !/^(?:fail|info|warn|dbug): |^(?:[A-Z]\w{0,60}\.){1,8}\w{0,60}Exception/.test(
      text,
    );
    if (isMore) statement.push(text);
    it.mark = statement.join('\n').slice(0, 2_000);
    return isMore;
  });
}

function fail(it: Findings, error: string): void {
  const id = it.stateOf(it.current) === 'begun' ? it.current : '';
  if (it.error !== '') return;
  it.fail({ id, error, statement: it.mark });
}
