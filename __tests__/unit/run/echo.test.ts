import { describe, expect, it } from '@jest/globals';
import { Echo } from '../../../src/run/echo.js';

const LINES = ['Applied 5 migrations', 'say "hi"', 'plain', ''].map((text) => ({ text }));

describe('what helm prints of a hook once more', () => {
  it.each([
    ['Helm 3: the line itself', 'Applied 5 migrations', true],
    ['Helm 4: one word', 'level=INFO msg=plain', true],
    ['Helm 4: quoted', String.raw`level=INFO msg="say \"hi\"\n"`, true],
    [
      'Helm 4: many lines in one',
      String.raw`level=INFO msg="Applied 5 migrations\nsay \"hi\"\nplain\n"`,
      true,
    ],
    [
      'Helm 4: cut in the first and last line',
      String.raw`level=INFO msg="migrations\nplain\nsay \"h"`,
      true,
    ],
    ['with a time', 'time=2026-11-23T15:00:00Z level=INFO msg=plain', true],
    ['another message of helm', 'level=INFO msg="Upgrade complete"', false],
    ['a warning with the same words', 'level=WARN msg=plain', false],
    ['a line that was not shown', 'Applied 6 migrations', false],
    ['one line of several is new', String.raw`level=INFO msg="plain\nnew\nplain"`, false],
    ['a part of a line alone', 'level=INFO msg=migrations', false],
    ['Helm 3: a progress bar', '\r 1 %\rplain\r', true],
    ['Helm 4: a progress bar', String.raw`level=INFO msg="\r 1 %\rplain\r\nsay \"hi\"\n"`, true],
    ['a quote that is none', 'level=INFO msg="plain', false],
  ])('%s', (_what, line, isEcho) => {
    const echo = new Echo();
    echo.remember(LINES);
    expect(echo.has(line)).toBe(isEcho);
  });

  it('holds nothing back where no hook is printed by helm', () => {
    expect(new Echo().has('')).toBe(false);
  });
});
