/** `KEY=value`, `export KEY=value`, `key: value`; no URL. */
const ASSIGNMENT = /^\s*(?:export\s+|set\s+|-\s+)?["']?([\w./-]+)["']?\s*(?:[:=]\s*)(?!\/\/)(.*)$/;
/** XML: `<password>value</password>`. */
const ELEMENT = /<([\w.:-]{1,128})>([^<>]+)<\//g;
/** .npmrc: `//registry.example/:_authToken=value`. */
const NPM_ASSIGNMENT = /^\/\/[^\s=]+:(\w+)\s*=\s*(.*)$/;

/** What a line sets, and to what. */
export interface Assignment {
  readonly key: string;
  readonly value: string;
}

/** What a line sets something to: as it is written, and without its quotes or the comment after it. */
export function assignmentsIn(line: string): readonly Assignment[] {
  if (/[\r\n]/.test(line)) return [];
  const elements = [...line.matchAll(ELEMENT)].flatMap(([, key = '', text = '']) =>
    [...new Set([text, text.trim(), unescape(text.trim())])].map((value) => ({ key, value })),
  );
  return [...elements, ...listSettings(line)];
}

function listSettings(line: string): readonly Assignment[] {
  return [ASSIGNMENT, NPM_ASSIGNMENT].flatMap((form) => {
    const [, key, written] = form.exec(line) ?? [];
    const raw = written?.trim();
    if (key === undefined || raw === undefined || raw === '') return [];
    const values = new Set([raw, withoutComment(raw), firstWord(key, raw)].flatMap(unquote));
    return [...values].map((value) => ({ key, value }));
  });
}

function unescape(text: string): string {
  const names: Readonly<Record<string, string>> = {
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    amp: '&',
  };
  return text.replaceAll(/&(\w+);/g, (whole, name: string) => names[name] ?? whole);
}

/** Without a search that begins again at each blank: a line may be a megabyte. */
function withoutComment(value: string): string {
  const at = value.search(/(?<=\s)[#;]/);
  return at === -1 ? value : value.slice(0, at).trimEnd();
}

/** `PGPASSWORD=value psql …`: what a shell sets for one command. */
function firstWord(key: string, value: string): string {
  return /^[A-Z\d_]+$/.test(key) ? (/^(?:"[^"]*"|'[^']*'|\S+)/.exec(value)?.[0] ?? value) : value;
}

function unquote(value: string): readonly string[] {
  const double = /^"((?:[^"\\]|\\.)*)"[,;]?$/s.exec(value)?.[1];
  if (double !== undefined) return [double, double.replaceAll(/\\(.)/gs, '$1')];
  const single = /^'((?:[^']|'')*)'[,;]?$/s.exec(value)?.[1];
  if (single !== undefined) return [single, single.replaceAll("''", "'")];
  return [value];
}
