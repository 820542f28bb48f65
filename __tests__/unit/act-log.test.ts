import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const entry = (fields: object) => JSON.stringify({ level: 'info', job: 'deploy', ...fields });

/** What act says of a mask, a group with a line in it, an error, an output and a summary. */
const LOG = [
  entry({ msg: '⭐ Run Main Deploy', stage: 'Main' }),
  entry({ msg: '  ⚙  ***', command: 'add-mask', arg: 'opensesame', raw: '::add-mask::opensesame' }),
  entry({ msg: '  ❓  ::group::Hook Job a/b\n', command: 'group', arg: 'Hook Job a/b' }),
  entry({ msg: 'with ***\n', raw_output: true }),
  entry({ msg: '  ❓  ::endgroup::\n', command: 'endgroup' }),
  entry({
    msg: '  ❗  ::error title=T::One%0ATwo 100%25\n',
    command: 'error',
    kvPairs: { title: 'T' },
  }),
  entry({
    msg: '  ⚙  ::set-output:: outcome=failed',
    command: 'set-output',
    name: 'outcome',
    arg: 'failed',
  }),
  entry({ msg: '  ⚙  Summary - # Title', command: 'summary', content: '# Title\n' }),
  'not JSON',
];

function runActLog() {
  const folder = mkdtempSync(join(tmpdir(), 'helm-migrate-test-'));
  const path = (name: string) => join(folder, name);
  try {
    const args = ['records', 'summary', 'outputs'].flatMap((name) => [`--${name}`, path(name)]);
    const { stdout } = spawnSync(process.execPath, ['script/lib/act-log.js', ...args], {
      encoding: 'utf8',
      input: `${LOG.join('\n')}\n`,
    });
    const text = (name: string) => readFileSync(path(name), 'utf8');
    return { stdout, records: text('records'), summary: text('summary'), outputs: text('outputs') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("act's log is shown as a workflow log, and what it masks stays masked", () => {
  const { stdout, records, summary, outputs } = runActLog();
  expect(stdout.replaceAll(/^\d\d:\d\d:\d\d\.\d{3} {2}/gm, '')).toBe(
    [
      '⭐ Run Main Deploy',
      '▼ Hook Job a/b',
      '  with ***',
      'Error: One',
      'Two 100%',
      'not JSON',
      '',
    ].join('\n'),
  );
  expect(records).not.toContain('opensesame');
  expect(records).toContain('"kind":"error","title":"T","text":"One\\nTwo 100%"');
  expect(summary).toBe('# Title\n');
  expect(JSON.parse(outputs)).toEqual({ outcome: 'failed' });
});
