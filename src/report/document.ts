/** A part of a line: plain text, which is escaped, or what stands out of it. */
export type Part =
  | string
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong'; readonly parts: Phrase }
  | { readonly kind: 'link'; readonly label: Phrase; readonly url: string };

/** A line of text. */
export type Phrase = readonly Part[];

/** A block of a report. */
export type Block =
  | { readonly kind: 'heading'; readonly level: 2 | 3; readonly phrase: Phrase }
  | { readonly kind: 'paragraph'; readonly phrase: Phrase }
  | { readonly kind: 'list'; readonly items: readonly Phrase[] }
  | { readonly kind: 'quote'; readonly blocks: Blocks }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly Row[] }
  | { readonly kind: 'fence'; readonly language: Language; readonly lines: readonly string[] }
  | { readonly kind: 'details'; readonly title: Phrase; readonly blocks: Blocks };

/** Blocks, top to bottom. */
export type Blocks = readonly Block[];

type Row = readonly Phrase[];
type Language = 'text' | 'sql' | 'mermaid' | 'diff';

/** A name, or other words that are not ours, shown letter by letter. */
export function code(text: string): Part {
  return { kind: 'code', text };
}

/** What is to be read first. */
export function strong(...parts: Phrase): Part {
  return { kind: 'strong', parts };
}

/** `url` has to be one that `links.ts` made. */
export function link(url: string, ...label: Phrase): Part {
  return { kind: 'link', label, url };
}

/** The title of a part of the report, or of all of it (level 2). */
export function heading(level: 2 | 3, ...phrase: Phrase): Block {
  return { kind: 'heading', level, phrase };
}

/** One line of text, which is wrapped where it is shown. */
export function paragraph(...phrase: Phrase): Block {
  return { kind: 'paragraph', phrase };
}

/** A list; none where there is no item. */
export function list(items: readonly Phrase[]): Blocks {
  return items.length === 0 ? [] : [{ kind: 'list', items }];
}

/** Blocks that stand out from those around them. */
export function quote(...blocks: Blocks): Block {
  return { kind: 'quote', blocks };
}

/** One column of a table: its title, and its cell of each row. */
export type Column<T> = readonly [title: string, cell: (row: T) => Phrase];

/** A table of rows, without columns in which every cell is empty; none where there is no row. */
export function table<T>(rows: readonly T[], columns: readonly Column<T>[]): Blocks {
  if (rows.length === 0) return [];
  const cells = rows.map((row) => columns.map(([, cell]) => cell(row)));
  const isUsed = (_: unknown, index: number) =>
    cells.some((row) => (row[index] ?? []).some((part) => part !== ''));
  const head = columns.filter(isUsed).map(([title]) => title);
  return [{ kind: 'table', head, rows: cells.map((row) => row.filter(isUsed)) }];
}

/** Lines as they are. */
export function fence(lines: readonly string[], language: Language = 'text'): Block {
  return { kind: 'fence', language, lines };
}

/** Blocks that are folded below their title; none where there are no blocks. */
export function details(title: Phrase, blocks: Blocks): Blocks {
  return blocks.length === 0 ? [] : [{ kind: 'details', title, blocks }];
}
