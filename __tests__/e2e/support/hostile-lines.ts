const ESC = '\u001b';

/** What a hook may print to harm who reads it: the runner, a terminal, a reader of Markdown, the eye. */
const ATTACKS: readonly (string | Buffer)[] = [
  // Commands of the runner.
  '::error::x',
  '   ::error::x',
  '\t::warning::x',
  '\u00a0::notice::x',
  '\u3000::error::x',
  '\ufeff::error::x',
  '\u0000::error::x',
  'progress\r::error::x',
  'progress\u0085::error::x',
  'progress\u2028::error::x',
  '::stop-commands::pause',
  '::add-mask::line',
  '::set-output name=outcome::deployed',
  '::set-env name=NODE_OPTIONS::--require=/tmp/x',
  '::add-path::/tmp',
  '::save-state name=folder::/etc',
  '::group::x',
  '::endgroup::',
  '::debug::x',
  '::echo::on',
  '::add-matcher::/tmp/x.json',
  '##[error]x',
  'in the middle ##[group]x',
  '#\u200b#[error]x',
  `#${ESC}[31m#[error]x`,
  `#${ESC}[K#[error]x`,
  '##[add-mask]line',
  '%0A::error::x',
  '::error file=a.ts,line=1::x',
  ':\u200d:error::x',
  // Terminals.
  `${ESC}[2J${ESC}[1;1H`,
  `${ESC}[1A${ESC}[2K`,
  `${ESC}[8m`,
  `${ESC}]0;title\u0007`,
  `${ESC}]0;no end of the title`,
  `${ESC}]8;;https://evil.example${ESC}\\click${ESC}]8;;${ESC}\\`,
  `${ESC}(0`,
  `${ESC}P1;2|x${ESC}\\`,
  `${ESC}[?1049h`,
  '\b\b\b\b\b\b',
  '\u009b2J',
  // The eye.
  '\u202egnihtemos\u202c',
  '\u2066\u2067\u2069',
  'in\u200bvis\u2060ible',
  '\u{e0041}\u{e0042}',
  Buffer.from('bytes that are no text: \xff\xfe\xc3\x28 ', 'latin1'),
  'x'.repeat(20_000),
  // Markdown and HTML.
  '```',
  '````````',
  '~~~',
  '</code></pre><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '![x](https://evil.example/x.png)',
  '[x](javascript:alert(1))',
  '@everyone #1 GH-1 owner/repo#1',
  'https://evil.example www.evil.example me@evil.example',
  '| a | b |',
  '# heading',
  '<!-- ',
  '$$x$$ :bomb:',
];

/** The lines as bytes, each with `line NN` in it, by which it is found again. */
export const HOSTILE_LINES: readonly Buffer[] = ATTACKS.map((attack, index) => {
  const name = Buffer.from(nameLine(index));
  const bytes = typeof attack === 'string' ? Buffer.from(attack) : attack;
  // What is cut off a long line is its end.
  const isLong = bytes.length > 1_000;
  return Buffer.concat(isLong ? [name, bytes] : [bytes, name]);
});

/** What is in the line of that index. */
export function nameLine(index: number): string {
  return ` line ${String(index + 1).padStart(2, '0')}`;
}

/** A bash script that prints the lines, and fails. */
export function printHostileLines(): string {
  const text = Buffer.concat(HOSTILE_LINES.flatMap((line) => [line, Buffer.from('\n')]));
  return `echo ${text.toString('base64')} | base64 -d
    printf '::error::from the end\\n##[group]x <img src=x>' > /dev/termination-log
    exit 1`;
}
