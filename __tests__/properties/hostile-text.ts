import fc from 'fast-check';

/** Pieces that mean something to a runner, a terminal, a reader of Markdown or the eye. */
const PIECES: readonly (readonly string[])[] = [
  ['::', ':', '##[', '#', '[', ']', '%0A', '::error::', '::add-mask::', '##[group]', 'set-output'],
  ['\u001b', '\u001b[31m', '\u001b[8m', '\u001b[38;5;8m', '\u001b[', '8', ';', 'm', 'K', '\u009b'],
  ['\u001b]0;', '\u001b]8;;', '\u001b\\', '\u0007', '\u001bP', '\u001b(0', '\u001bc'],
  ['\n', '\r', '\r\n', '\t', ' ', '    ', '\u0000', '\u0085', '\u00a0', '\u2028', '\u3000', '\v'],
  ['\u200b', '\u200d', '\u200c', '\u202e', '\u2066', '\ufeff', '\u00ad', '\ufe0f', '\u{e0041}'],
  ['👩', '❤', '🏽', 'می', 'क्', '葛', '\u{e0100}', '\u20e3', 'ż', '|', '│'],
  [
    '`',
    '```',
    '~~~',
    '|',
    '\\',
    '*',
    '_',
    '_e_',
    '{',
    '<',
    '>',
    '&',
    '&lt;',
    '!',
    '$',
    '$$',
    '^',
    '=',
  ],
  ['- ', '+ ', '1. ', '1) ', '---', '===', '# ', '> ', '[x]: ', '[^1]', '![', '](', '<!--', '[ ]'],
  ['@', 'team', 'a@b.cd', '#1', 'GH-1', 'http', 'HTTPS', '://', 'www.', 'x.yz', 'mailto:', 'ftp'],
  ['deadbeef', '0123456', 'abcdef0123456789', ':smile:', ':+1:', '10:20:30', '-', '.', '"', "'"],
];

/** Text that is likely to do harm. */
export const hostileText = fc
  .array(
    fc.oneof(...PIECES.map((pieces) => fc.constantFrom(...pieces)), fc.string({ maxLength: 3 })),
    {
      maxLength: 12,
    },
  )
  .map((pieces) => pieces.join(''));
