import { describe, expect, it } from '@jest/globals';
import { formsOf } from '../../../src/secrets/forms.js';

const SECRET = 'pa"s\'s <w&o>r/d$\\é+\t!';
const { raw } = String;

describe('the forms of a secret', () => {
  // Each right side was written by the tool that the row names.
  it.each([
    ['itself', SECRET],
    ['Go url.QueryEscape', 'pa%22s%27s+%3Cw%26o%3Er%2Fd%24%5C%C3%A9%2B%09%21'],
    ['Go url.PathEscape', 'pa%22s%27s%20%3Cw&o%3Er%2Fd$%5C%C3%A9+%09%21'],
    ['Go URL.EscapedPath', 'pa%22s%27s%20%3Cw&o%3Er/d$%5C%C3%A9+%09%21'],
    ['Python quote', 'pa%22s%27s%20%3Cw%26o%3Er/d%24%5C%C3%A9%2B%09%21'],
    ['Python quote, lower case', 'pa%22s%27s%20%3cw%26o%3er%2fd%24%5c%c3%a9%2b%09%21'],
    ['encodeURIComponent', encodeURIComponent(SECRET)],
    ['encodeURI', encodeURI(SECRET)],
    ['URLSearchParams', new URLSearchParams({ p: SECRET }).toString().slice(2)],
    ['Go json.Marshal', raw`pa\"s's \u003cw\u0026o\u003er/d$\\é+\t!`],
    ['Go %q', raw`pa\"s's <w&o>r/d$\\é+\t!`],
    ['Go %+q, Python json.dumps', raw`pa\"s's <w&o>r/d$\\\u00e9+\t!`],
    ['JSON with its slashes escaped', raw`pa\"s's <w&o>r\/d$\\é+\t!`],
    ['Go json.Marshal of json.Marshal', raw`pa\\\"s's \\u003cw\\u0026o\\u003er/d$\\\\é+\\t!`],
    ['capitals', 'PA"S\'S <W&O>R/D$\\É+\t!'],
    ['Python json.dumps of json.dumps', raw`pa\\\"s's <w&o>r/d$\\\\é+\\t!`],
    ['.NET System.Text.Json', raw`pa\u0022s\u0027s \u003Cw\u0026o\u003Er/d$\\\u00E9\u002B\t!`],
    ['Go html.EscapeString', 'pa&#34;s&#39;s &lt;w&amp;o&gt;r/d$\\é+\t!'],
    ['Go xml.EscapeText', 'pa&#34;s&#39;s &lt;w&amp;o&gt;r/d$\\é+&#x9;!'],
    ['Python html.escape', 'pa&quot;s&#x27;s &lt;w&amp;o&gt;r/d$\\é+\t!'],
    ['.NET SecurityElement.Escape', 'pa&quot;s&apos;s &lt;w&amp;o&gt;r/d$\\é+\t!'],
    ['Python shlex.quote', `pa"s'"'"'s <w&o>r/d$\\é+\t!`],
    ['bash printf %q', raw`pa"s\'s <w&o>r/d$\\é+\t!`],
    ['bash printf %q without a locale', raw`pa"s\'s <w&o>r/d$\\\303\251+\t!`],
    ['YAML and SQL', `pa"s''s <w&o>r/d$\\é+\t!`],
    ['Python csv', `pa""s's <w&o>r/d$\\é+\t!`],
    ['hexadecimal', '706122732773203c77266f3e722f64245cc3a92b0921'],
    ['hexadecimal, upper case', '706122732773203C77266F3E722F64245CC3A92B0921'],
  ])('%s', (_title, form) => {
    expect(formsOf(SECRET)).toContain(form);
  });

  it.each([
    ['bash ${x@Q}', raw`it's a <secret>`, raw`it'\''s a <secret>`],
    ['bash printf %q without control characters', raw`it's a <s&c>!`, raw`it\'s\ a\ \<s\&c\>\!`],
    ['double quotes of a shell', 'a"b$c`d\\e', 'a\\"b\\$c\\`d\\\\e'],
    ['Go %q of what cannot be printed', 'abc\u0001\u0085\u{e0001}', raw`abc\x01\u0085\U000e0001`],
    ['bash of ESC', 'abc\u001bdef', raw`abc\Edef`],
    ['without its quotes', '"abc def x"', 'abc def x'],
    ['Go of a number in YAML', '8675309123', '8.675309123e+09'],
    ['… and its digits, whatever follows', '8675309123', '8.675309123'],
    ['Go of a round number in YAML', '1200000000', '1.2e+09'],
    ['capitals of hexadecimal digits', '9f86d081884c7d65', '9F86D081884C7D65'],
    ['small letters', 'Sops-Pl4in', 'sops-pl4in'],
    ['the parts beside &, as PowerShell shows them', 'secret1a&secret2b&secret3c', 'secret3c'],
    ['… and before it', 'secret1a&secret2b&secret3c', 'secret1a&secret2b&'],
    ['… and where &+ stands', 'secret1a&+secret2b', 'ecret2b'],
  ])('%s', (_title, secret, form) => {
    expect(formsOf(secret)).toContain(form);
  });

  // Go: base64.StdEncoding, base64.RawURLEncoding.
  it.each([
    ['u:', 'dTpodW50ZXIyLcOpPz4=', 'dTpodW50ZXIyLcOpPz4'],
    ['us:', 'dXM6aHVudGVyMi3DqT8+', 'dXM6aHVudGVyMi3DqT8-'],
    ['usr:', 'dXNyOmh1bnRlcjItw6k/Pg==', 'dXNyOmh1bnRlcjItw6k_Pg'],
  ])('leave none of it in the base64 of "%s" and it', (_user, ...encoded) => {
    const forms = formsOf('hunter2-é?>');
    for (const text of encoded) {
      const form = forms.find((one) => text.includes(one)) ?? '';
      const at = text.indexOf(form);
      expect(form.length).toBeGreaterThanOrEqual(Math.floor(('hunter2-é?>'.length * 8) / 6));
      expect(text.length - at - form.length).toBeLessThanOrEqual(3);
    }
  });

  it('are found in base64 for the shortest secret, too', () => {
    const forms = formsOf('a1B2c3');
    for (const user of ['u:', 'us:', 'usr:']) {
      const text = btoa(`${user}a1B2c3`);
      expect(forms.some((form) => text.includes(form))).toBe(true);
    }
  });

  it('of a word are not the same word in small letters or capitals', () => {
    expect(formsOf('Tannenbaum')).not.toEqual(expect.arrayContaining(['tannenbaum']));
  });

  it('have none twice, and none of fewer than 6 characters', () => {
    const forms = formsOf('secret');
    expect(forms[0]).toBe('secret');
    expect(new Set(forms).size).toBe(forms.length);
    expect(formsOf('abc').every(({ length }) => length >= 6)).toBe(true);
  });
});
