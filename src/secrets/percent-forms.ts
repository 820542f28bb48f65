/** What each encoder leaves as it is, next to letters, digits, `-`, `.` and `_`. */
const LEFT = [
  // PHP's urlencode.
  '',
  // Go's url.QueryEscape, Python's quote_plus, .NET's EscapeDataString, curl.
  '~',
  // encodeURIComponent.
  "~!*'()",
  // encodeURI.
  "~!*'();/?:@&=+$,#",
  // Python's quote.
  '~/',
  // URLSearchParams, Java's URLEncoder.
  '*',
  // Go's url.PathEscape.
  '~$&+:=@',
  // Go's url.UserPassword.
  '~$&+,;=',
  // Go's URL.EscapedPath.
  '~$&+,/:;=@',
];
const OTHERS = LEFT.map((left) => new RegExp(`[^\\w.${left}-]+`, 'gu'));

/**
 * The percent-encoded forms of a text: of URLs, their users, paths and queries, and of forms, where a space is `+`.
 * What Go leaves: https://github.com/golang/go/blob/go1.26.0/src/net/url/url.go.
 */
export function percentForms(text: string): readonly string[] {
  const forms = new Set(OTHERS.map((others) => text.replaceAll(others, encode)));
  const plus = [...forms].map((form) => form.replaceAll('%20', '+'));
  return [...forms, ...plus].flatMap((form) => [
    form,
    form.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
  ]);
}

function encode(characters: string): string {
  const hex = Buffer.from(characters, 'utf8').toString('hex').toUpperCase();
  return hex.replaceAll(/../g, '%$&');
}
