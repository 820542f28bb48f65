/** Each way to quote a text, without the quotes around it. */
const QUOTINGS: readonly ((text: string) => string)[] = [
  ...jsonQuotings(),
  // A JSON text within another, and the same by Go, as in the annotations of kubectl.
  (text) => inJson(inJson(text)),
  (text) => inJson(inGoJson(text)),
  (text) => inGoJson(inGoJson(text)),
  // A shell's single quotes, double quotes, and what bash -x and printf %q write.
  (text) => text.replaceAll("'", String.raw`'\''`),
  (text) => text.replaceAll("'", `'"'"'`),
  (text) => text.replaceAll(/["$`\\]/g, String.raw`\$&`),
  (text) => text.replaceAll(/["$`\\!]/g, String.raw`\$&`),
  (text) => text.replaceAll(/[\s!"$&'()*,;<>?[\\\]^`{|}]|^[#~]/g, String.raw`\$&`),
  (text) => inDollarQuotes(text, /[\u0000-\u001f\u007f'\\]/g),
  (text) => inDollarQuotes(text, /[\u0000-\u001f\u007f'\\]|[^\u0000-\u007f]/gu),
  // Backslashes of Python, Ruby, JavaScript, SQL; and of the runner for docker.
  (text) => text.replaceAll('\\', '\\\\'),
  (text) => text.replaceAll(/['\\]/g, String.raw`\$&`),
  (text) => text.replaceAll(/["\\]/g, String.raw`\$&`),
  (text) => text.replaceAll('"', String.raw`\"`),
  // YAML's and SQL's single quotes, and the runner's expressions; CSV's quotes.
  (text) => text.replaceAll("'", "''"),
  (text) => text.replaceAll('"', '""'),
  (text) => quoteAsGo(text, /[^\P{C} ]|[^\P{Z} ]/gu),
  (text) => quoteAsGo(text, /[\u0000-\u001f]|[^\u0000-\u007e]/gu),
  ...markupQuotings(),
];

/**
 * The forms of a text within quotes, or in XML and HTML: of JSON as written by JavaScript, Go, Python and .NET, of
 * shells, Go's %q, SQL, YAML and CSV.
 */
export function quotedForms(text: string): readonly string[] {
  return QUOTINGS.map((quote) => quote(text));
}

/** What encoders write as a number in JSON, next to what all of them do: each in lower and upper case. */
function jsonQuotings(): readonly ((text: string) => string)[] {
  const numbered = [
    // Go's encoding/json, with and without what HTML could take for its own.
    /[<>&\u2028\u2029]/g,
    /[\u2028\u2029]/g,
    // Newtonsoft's, which the runner uses.
    /[\u0085\u2028\u2029]/g,
    // Python's json, PHP's json_encode, jq -a.
    /[\u007f-\uffff]/g,
    // System.Text.Json.
    /[<>&'+`\u007f-\uffff]/g,
  ];
  const escapeUnits = numbered.flatMap((units) => [
    (text: string) => inJson(text).replaceAll(units, (unit) => `\\u${hex(unit, 4)}`),
    (text: string) => inJson(text).replaceAll(units, (unit) => `\\u${hex(unit, 4).toUpperCase()}`),
  ]);
  return [
    inJson,
    (text) => inJson(text).replaceAll('/', String.raw`\/`),
    (text) =>
      inJson(text)
        .replaceAll('/', String.raw`\/`)
        .replaceAll(/[\u007f-\uffff]/g, (unit) => `\\u${hex(unit, 4)}`),
    (text) =>
      inJson(text)
        .replaceAll(/\\"/g, String.raw`\u0022`)
        .replaceAll(/[<>&'+`\u007f-\uffff]/g, (unit) => `\\u${hex(unit, 4).toUpperCase()}`),
    ...escapeUnits,
  ];
}

/** The ways to write `& < > " '` in XML and HTML. */
function markupQuotings(): readonly ((text: string) => string)[] {
  const tags = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
  const spaces = { '\t': '&#x9;', '\n': '&#xA;', '\r': '&#xD;' };
  const tables: readonly Readonly<Record<string, string>>[] = [
    tags,
    { ...tags, '"': '&quot;' },
    { ...tags, '"': '&quot;', "'": '&apos;' },
    { ...tags, '"': '&quot;', "'": '&#39;' },
    { ...tags, '"': '&quot;', "'": '&#039;' },
    { ...tags, '"': '&quot;', "'": '&#x27;' },
    { ...tags, '"': '&#34;', "'": '&#39;' },
    { ...tags, ...spaces, '"': '&#34;', "'": '&#39;' },
  ];
  return tables.map(
    (table) => (text: string) =>
      text.replaceAll(/[&<>"'\t\n\r]/g, (character) => table[character] ?? character),
  );
}

function inGoJson(text: string): string {
  return inJson(text).replaceAll(/[<>&\u2028\u2029]/g, (unit) => `\\u${hex(unit, 4)}`);
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Bash's $'…': https://www.gnu.org/software/bash/manual/html_node/ANSI_002dC-Quoting.html (5.2). */
function inDollarQuotes(text: string, escaped: RegExp): string {
  const named = namesOf('\u0007\b\u001b\f\n\r\t\v', 'abEfnrtv');
  return text.replaceAll(escaped, (character) => {
    if (character === "'" || character === '\\') return `\\${character}`;
    const name = named.get(character);
    if (name !== undefined) return `\\${name}`;
    const bytes = [...Buffer.from(character, 'utf8')];
    return bytes.map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
  });
}

/** Go's strconv.Quote, and QuoteToASCII: https://pkg.go.dev/strconv@go1.26.0#Quote. */
function quoteAsGo(text: string, escaped: RegExp): string {
  const named = namesOf('\u0007\b\f\n\r\t\v', 'abfnrtv');
  const quoted = text.replaceAll(/["\\]/g, String.raw`\$&`);
  return quoted.replaceAll(escaped, (character) => {
    const name = named.get(character);
    if (name !== undefined) return `\\${name}`;
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20 || code === 0x7f) return `\\x${hex(character, 2)}`;
    return code > 0xffff ? `\\U${hex(character, 8)}` : `\\u${hex(character, 4)}`;
  });
}

function namesOf(characters: string, names: string): ReadonlyMap<string, string | undefined> {
  return new Map(Array.from(characters, (character, at) => [character, names[at]]));
}

function hex(character: string, digits: number): string {
  return (character.codePointAt(0) ?? 0).toString(16).padStart(digits, '0');
}
