import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  escapeLogText,
  escapeMarkdown,
  escapePlainText,
  fenceLines,
} from '../../../src/report/escape.js';

const ESC = '\u001b';
const RED = `${ESC}[31m`;
const RESET = `${ESC}[0m`;
const ZERO = '\u200b';

describe('text for the workflow log', () => {
  it.each([
    ['plain text', 'Applied 5 migrations', 'Applied 5 migrations'],
    ['text of any language', 'größe 🐘\tend', 'größe 🐘\tend'],
    ['colours, which end with the line', `${RED}red`, `${RED}red${RESET}`],
    ['a cursor that moves', `a${ESC}[2Jb${ESC}[1;1Hc`, 'abc'],
    ['a window title', `a${ESC}]0;title\u0007b`, 'ab'],
    ['a link', `${ESC}]8;;https://evil.example${ESC}\\click${ESC}]8;;${ESC}\\`, 'click'],
    ['another character set', `${ESC}(0lqk`, 'lqk'],
    ['an ESC that begins nothing', `a${ESC}`, 'a'],
    ['a progress bar', '10 %\r20 %', '10 %\ufffd20 %'],
    ['other control characters', 'a\u0000b\bc\u007fd\u0085e', 'a\ufffdb\ufffdc\ufffdd\ufffde'],
    ['a runner command in the line', 'x ##[error]y', `x #${ZERO}#[error]y`],
    ['one that an ESC would uncover', `#${ESC}[K#[error]y`, `#${ZERO}#[error]y`],
    ['a newline', 'a\n::error::b', 'a\ufffd::error::b'],
  ])('%s', (_title, text, escaped) => {
    expect(escapeLogText(text)).toBe(escaped);
  });

  it.each([
    ['without its colours', `${RED}red${RESET}`, 'red'],
    ['a command that a colour would uncover', `#${RED}#[error]y`, `#${ZERO}#[error]y`],
    ['a command that two colours would uncover', `#${RED}#${RED}[error]y`, `#${ZERO}#[error]y`],
  ])('plain: %s', (_title, text, escaped) => {
    expect(escapePlainText(text)).toBe(escaped);
  });
});

/** Text that is likely to go wrong. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom('#', '[', ']', ESC, RED, RESET, '\n', '\r', '\u0007', '\\', '`', '~', '|'),
      fc.constantFrom('##[', '::', '@', '<', '>', '&', '://', 'www.', '*', '_', '\u009b', 'm', 'K'),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 40 },
  )
  .map((pieces) => pieces.join(''));

describe('whatever the cluster writes', () => {
  // What these look for is control characters.
  const control = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/;

  it('is one line in the log, without a command in it, and with nothing but colours', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const escaped = escapeLogText(text);
        expect(escaped.replaceAll(/\u001b\[[\d;:]*m/g, '')).not.toMatch(control);
        expect(escaped).not.toContain('##[');
      }),
      { numRuns: 2_000 },
    );
  });

  it('is one plain line elsewhere', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const escaped = escapePlainText(text);
        expect(escaped).not.toMatch(control);
        expect(escaped).not.toContain('##[');
      }),
      { numRuns: 2_000 },
    );
  });

  it('is no Markdown, HTML, link or mention in a summary', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const escaped = escapeMarkdown(text);
        const unescaped = escaped.replaceAll(/\\./gs, ' ');
        expect(unescaped).not.toMatch(/[\\`*_{}[\]#|~<>\n]/);
        expect(unescaped).not.toMatch(/@\w|:\/\/|www\./i);
      }),
      { numRuns: 2_000 },
    );
  });

  it('stays within its fence', () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 5 }), (lines) => {
        const [fence = '', ...rest] = fenceLines(lines).split('\n');
        const run = /^`+/.exec(fence)?.[0] ?? '';
        expect(rest.at(-1)).toBe(run);
        expect(rest).toHaveLength(lines.length + 1);
        expect(rest.slice(0, -1).some((line) => line.includes(run))).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('text in a summary', () => {
  it.each([
    ['a table cell cannot end', 'a | b', String.raw`a \| b`],
    ['several lines', 'a\r\nb\nc', 'a b c'],
    ['HTML', '<img src=x onerror=y>', '&lt;img src=x onerror=y&gt;'],
    ['a mention', 'ping @everyone', `ping @${ZERO}everyone`],
    ['a link', 'see https://evil.example', `see https:${ZERO}//evil.example`],
    ['a link without its scheme', 'see www.evil.example', `see www${ZERO}.evil.example`],
    ['a picture', '![x](y)', String.raw`!\[x\](y)`],
    ['an entity', '&lt;', '&amp;lt;'],
  ])('%s', (_title, text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });

  it('shows file names as they are', () => {
    expect(escapeMarkdown('BS_1-init.up.sql')).toBe(String.raw`BS\_1-init.up.sql`);
  });
});

it('a fence is longer than any in its lines', () => {
  expect(fenceLines(['```', 'a', '`````'])).toBe('``````text\n```\na\n`````\n``````');
  expect(fenceLines([])).toBe('```text\n```');
});
