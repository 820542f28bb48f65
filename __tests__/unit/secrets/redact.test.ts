import { describe, expect, it } from '@jest/globals';
import { escapeLogText, escapePlainText } from '../../../src/text/escape.js';
import { formsOf } from '../../../src/secrets/forms.js';
import { Redactor } from '../../../src/secrets/redact.js';
import { REDACT_PROPERTIES } from '../../properties/redact.js';

const ESC = '\u001b';
const RED = `${ESC}[31m`;
const RESET = `${ESC}[0m`;
const SECRETS = [
  'password',
  'pass-phrase',
  'wordless',
  'aaaaaa',
  'größe🐘',
  'a.*b[c]',
  'passwordword',
];

function redactor(secrets: Iterable<string> = SECRETS): Redactor {
  const made = new Redactor();
  made.add(secrets);
  return made;
}

describe('a text', () => {
  it.each([
    ['with one', 'the password is', 'the *** is'],
    ['with nothing else', 'password', '***'],
    ['with one at its end', 'is password', 'is ***'],
    ['with two', 'password pass-phrase', '*** ***'],
    ['with two that touch', 'passwordpass-phrase', '***'],
    ['with two that overlap', 'xpasswordlessx', 'x***x'],
    ['with the longer of two', 'xpasswordwordx', 'x***x'],
    ['with repetitions', 'baaaaaaaaab', 'b***b'],
    ['with characters of regular expressions', 'xa.*b[c]x', 'x***x'],
    ['with characters beyond ASCII', 'die größe🐘!', 'die ***!'],
    ['with a colour within', `pass${RED}word is`, '*** is'],
    ['with a colour around', `${RED}password${RESET} is`, `${RED}***${RESET} is`],
    ['with a cleared line within', `pass${ESC}[Kword is`, '*** is'],
    ['with a title within', `pass${ESC}]0;x\u0007word is`, '*** is'],
    [
      'with a colour in a title within',
      `pass${ESC}]0;${RED}x\u0007word is`,
      `pass${ESC}]0;${RED}x\u0007word is`,
    ],
    ['with a begun sequence within', `pass${ESC}${RED}word`, '***'],
  ])('%s', (_title, text, redacted) => {
    expect(redactor().redact(text)).toBe(redacted);
  });

  it.each([
    ['of words', 'no such word: passwor'],
    ['of colours', `${RED}no such word${RESET}`],
    ['with nothing in it', ''],
  ])('%s comes back as it is', (_title, text) => {
    expect(redactor().redact(text)).toBe(text);
  });

  it.each([
    ['parted by a sequence that another one ends', `pass${ESC}${RED}[Kword`],
    ['parted by what the stars would end', `pass${ESC}[3${RED}aaaaaaXword`],
    ['parted by a lone ESC before another', `pass${ESC}aaaaaaXword`],
  ])('%s shows none after it was escaped', (_title, text) => {
    const redacted = redactor().redact(text);
    for (const shown of [escapeLogText(redacted), escapePlainText(redacted)])
      expect(shown).not.toContain('password');
  });

  it('may look like a secret that has asterisks, where another stood', () => {
    expect(redactor(['one***two', 'secret-1']).redact('onesecret-1two')).toBe('one***two');
  });

  it('with a secret that holds sequences itself', () => {
    const secrets = redactor([`ab${RED}cd${ESC}[Kef`]);
    expect(secrets.redact(`x ab${RED}cd${ESC}[Kef y`)).toBe('x *** y');
    expect(secrets.redact('x abcdef y')).toBe('x *** y');
  });

  it('hides what is added later, and nothing shorter than 4 characters', () => {
    const secrets = redactor(['one']);
    expect(secrets.isEmpty).toBe(true);
    expect(secrets.redact('one-two')).toBe('one-two');
    secrets.add(['one-two']);
    expect(secrets.isEmpty).toBe(false);
    expect(secrets.redact('one-two')).toBe('***');
    secrets.add(['zero']);
    expect(secrets.redact('zero one-two')).toBe('*** ***');
  });
});

describe('a text that was cut', () => {
  it.each([
    ['within one', 'the passw', 'the ***'],
    ['after one', 'the password', 'the ***'],
    ['within one that begins in another', 'the passwordle', 'the ***'],
    ['after 4 characters', 'the pass', 'the ***'],
    ['after 3', 'the pas', 'the pas'],
    ['within a colour', `the pass${ESC}[3`, 'the ***'],
    ['after a colour', `the pass${RED}`, 'the ***'],
    ['within a title', `the pass${ESC}]0;tit`, 'the ***'],
    ['within a character', 'die größe\ufffd', 'die ***'],
    ['with one before', 'password pass', '*** ***'],
    ['elsewhere', 'the end', 'the end'],
  ])('%s', (_title, text, redacted) => {
    expect(redactor().redactCut(text)).toBe(redacted);
  });
});

describe('bytes in pieces', () => {
  const encode = (text: string): Buffer => Buffer.from(text, 'utf8');
  const join = (pieces: Iterable<Uint8Array>): Buffer => Buffer.concat([...pieces]);

  it('are as the whole, wherever they are cut', () => {
    const text = `die größe🐘, pass${RED}word${ESC}[0m, aaaaaaaaaaaaa, passwordless.`;
    const bytes = encode(text);
    for (let at = 0; at <= bytes.length; at++) {
      const pieces = [bytes.subarray(0, at), bytes.subarray(at)];
      expect(join(redactor().redactBytes(pieces)).toString()).toBe(redactor().redact(text));
    }
  });

  it('may be no UTF-8', () => {
    const bytes = Buffer.concat([
      Buffer.from([0xff, 0xc3]),
      encode('password'),
      Buffer.from([0xe9]),
    ]);
    const redacted = join(redactor().redactBytes([bytes]));
    expect([...redacted]).toEqual([0xff, 0xc3, ...encode('***'), 0xe9]);
  });

  it.each([
    ['a line of 3 MiB, the secrets where pieces meet', 'x'.repeat(65_532), 'password'],
    ['one secret on and on', '', 'aaaaaa'],
    ['a secret in colours', 'x', `p${RED}a${RED}s${RED}s${RED}w${RED}o${RED}r${RED}d`],
    ['a title without end', 'x', `pass${ESC}]0;${'t'.repeat(40_000)}\u0007word`],
    ['more colours than are kept', 'x', `pass${RED.repeat(40_000)}word`],
  ])('with bounded memory: %s', (_title, before, secret) => {
    const bytes = encode((before + secret).repeat(Math.ceil((3 << 20) / (before + secret).length)));
    let [given, taken, most] = [0, 0, 0];
    function* pieces(): Generator<Uint8Array> {
      for (let at = 0; at < bytes.length; at += 1 << 16) {
        const piece = bytes.subarray(at, at + (1 << 16));
        taken += piece.length;
        yield piece;
      }
    }
    const redacted: Uint8Array[] = [];
    for (const piece of redactor().redactBytes(pieces())) {
      redacted.push(piece);
      given += piece.length;
      most = Math.max(most, piece.length);
    }
    expect(taken).toBe(bytes.length);
    expect(most).toBeLessThan(1 << 18);
    expect(given).toBeLessThan(taken);
    expect(escapePlainText(join(redacted).toString())).not.toMatch(/password|aaaaaa|passw|sword/);
  });
});

describe('whatever comes in', () => {
  it.each(REDACT_PROPERTIES)('$subject: $name', ({ check }) => check(3_000));
});

describe('base64 with line breaks, as `base64` writes it', () => {
  const secret = 'k8Fq2LmZ0pXs7RtY4uWv1AbC6dEfGhIj';
  const redactorOf = (text: string) => {
    const redactor = new Redactor();
    redactor.add(formsOf(text));
    return (line: string) => redactor.redactWrapped(redactor.redact(line));
  };
  const redact = redactorOf(secret);

  it.each([76, 64])('shows no part of a secret, wherever the breaks of %i are', (width) => {
    for (let before = 0; before < 80; before += 1) {
      const text = `${'-'.repeat(before)}${secret}${'='.repeat(20)}`;
      const encoded = Buffer.from(text).toString('base64');
      const lines = encoded.match(new RegExp(`.{1,${String(width)}}`, 'g')) ?? [];
      const shown = lines.map(redact);
      const inner = Buffer.from(text).subarray(before + 3, before + secret.length - 3);
      // 8 characters of base64 at a break are not told from others.
      const left = shown.flatMap((line) => line.split('***')).map((part) => part.slice(8, -8));
      const long = left.filter((part) => part.length >= 12);
      expect(
        formsOf(inner.toString()).filter((form) => long.some((part) => form.includes(part))),
      ).toEqual([]);
    }
  });

  it('of more than a line is hidden as a whole', () => {
    const key = Array.from({ length: 200 }, (_, at) => (at * 7919).toString(36)).join('');
    const lines =
      Buffer.from(key)
        .toString('base64')
        .match(/.{1,76}/g) ?? [];
    expect(new Set(lines.map(redactorOf(key)))).toEqual(new Set(['***']));
  });

  it('of something else stays', () => {
    const lines = Buffer.from('nothing to see here '.repeat(20))
      .toString('base64')
      .match(/.{1,76}/g);
    for (const line of lines ?? []) expect(redact(line)).toBe(line);
  });
});
