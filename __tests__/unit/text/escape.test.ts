import { describe, expect, it } from '@jest/globals';
import {
  escapeLine,
  escapeLogText,
  escapeMarkdown,
  escapePlainText,
  fenceLines,
} from '../../../src/text/escape.js';

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
    ['a title without an end', `a${ESC}]0;line`, 'a0;line'],
    ['hidden text', `a${ESC}[8mb`, 'ab'],
    ['hidden text in a colour', `${ESC}[31;08mb`, `${RED}b${RESET}`],
    ['colour 8, which hides nothing', `${ESC}[38;5;8mb`, `${ESC}[38;5;8mb${RESET}`],
    ['red of 8', `${ESC}[48;2;8;8;8;8mb`, `${ESC}[48;2;8;8;8mb${RESET}`],
    ['a colour that is none', `${ESC}[1;38;8mb`, `${ESC}[1mb${RESET}`],
    ['text that runs backwards', 'a\u202eb\u2066c\u200fd', 'a\ufffdb\ufffdc\ufffdd'],
    ['text that is not seen', 'a\u200bb\u00adc\ufeffd\u{e0041}', 'a\ufffdb\ufffdc\ufffdd\ufffd'],
    ['a joiner between Latin letters', 'a\u200db', 'a\ufffdb'],
    [
      'what an emoji is made of',
      '👩🏽\u200d💻 ❤\ufe0f 1\ufe0f\u20e3',
      '👩🏽\u200d💻 ❤\ufe0f 1\ufe0f\u20e3',
    ],
    ['what a script is written with', 'می\u200cخواهم क्\u200dष', 'می\u200cخواهم क्\u200dष'],
    ['another end of a line', 'a\u2028b\u2029c', 'a\ufffdb\ufffdc'],
    ['a command at the start', '::error::x', `:${ZERO}:error::x`],
    ['a command behind white space', '\t \u00a0::error::x', `\t \u00a0:${ZERO}:error::x`],
    ['a command that an ESC would uncover', `${ESC}[K::error::x`, `:${ZERO}:error::x`],
    ['no command', 'std::vector ::1', 'std::vector ::1'],
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
    ['a colour that a colour would uncover', `#${ESC}[${RED}31m#[error]y`, '#31m#[error]y'],
    ['a colour at the start', `${RED}::error::y`, `:${ZERO}:error::y`],
  ])('plain: %s', (_title, text, escaped) => {
    expect(escapePlainText(text)).toBe(escaped);
  });
});

describe('text in a summary', () => {
  it.each([
    ['a table cell cannot end', 'a | b', String.raw`a \| b`],
    ['several lines', 'a\r\nb\nc', 'a b c'],
    ['HTML', '<img src=x onerror=y>', '&lt;img src=x onerror=y&gt;'],
    ['a mention', 'ping @everyone', `ping @${ZERO}everyone`],
    ['an e-mail address', 'mailto:a@b.cd', `mailto:a@${ZERO}b.cd`],
    ['an issue', 'a/b#12 gh-12', `a/b\\#${ZERO}12 gh-${ZERO}12`],
    ['a commit', 'at 0123456 and abcdef0', `at 012345${ZERO}6 and abcdef${ZERO}0`],
    ['no commit', '012345 0123456_x', String.raw`012345 0123456\_x`],
    ['an emoji', 'a:b:c 10:20:30', `a:${ZERO}b:c 10:20:30`],
    ['a formula', '$x$', '<span>$</span>x<span>$</span>'],
    ['a footnote', 'a[^1]', String.raw`a\[^1\]`],
    ['a list', '- a', String.raw`\- a`],
    ['a numbered list', '12) a', String.raw`12\) a`],
    ['a line below a heading', '===', String.raw`\===`],
    ['code by its indent', '     a', 'a'],
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

it.each([
  ['several lines', 'a\r\n\nb\rc', 'a b c'],
  ['colours', `${RED}a${RESET}\nb`, 'a b'],
  ['a command in the first', '\n::error::x', ` :${ZERO}:error::x`],
])('one line of plain text: %s', (_title, text, escaped) => {
  expect(escapeLine(text)).toBe(escaped);
});
