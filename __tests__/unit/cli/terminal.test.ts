import { describe, expect, it } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { type Style, openTerminal, wantsColors } from '../../../src/cli/terminal.js';

function show(style: Style, act: (output: ReturnType<typeof openTerminal>) => void): string {
  const stream = new PassThrough();
  act(openTerminal(stream, style));
  return String(stream.read());
}

const PLAIN = { colors: false, debug: false };
const PLACE = { title: 'Migration failed: backend' };

describe('a terminal', () => {
  it('shows a run as lines under headings', () => {
    const text = show(PLAIN, (output) => {
      output.write('Deploying');
      output.startGroup('Hook 1 of 1: Job migrate');
      output.write('pod/migrate | one');
      output.endGroup();
      output.warn('one\ntwo');
      output.notice('note');
      output.mask('hunter2');
      output.debug('not shown');
      output.fail('reason\nadvice', PLACE);
    });
    expect(text).toBe(
      [
        'Deploying',
        '',
        '── Hook 1 of 1: Job migrate',
        'pod/migrate | one',
        'Warning: one',
        '  two',
        'Note: note',
        '',
        'Error: Migration failed: backend',
        '  reason',
        '  advice',
        '',
      ].join('\n'),
    );
  });

  it('has colors that end where they begin', () => {
    const text = show({ colors: true, debug: true }, (output) => {
      output.startGroup('title');
      output.fail('reason', PLACE);
      output.debug('shown');
    });
    expect(text).toBe(
      '\n\u001b[1m── title\u001b[0m\n\n\u001b[1;31mError:\u001b[0m Migration failed: backend\n  reason\n\u001b[2mDebug:\u001b[0m shown\n',
    );
  });
});

it.each([
  [{}, true, true],
  [{}, false, false],
  [{ NO_COLOR: '1' }, true, false],
  [{ NO_COLOR: '' }, true, true],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '0' }, true, false],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, true, false],
  [{ TERM: 'dumb' }, true, false],
])('%j on a terminal or not (%j): colors %j', (env, isTerminal, colors) => {
  expect(wantsColors(env, isTerminal)).toBe(colors);
});
