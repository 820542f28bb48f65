import { codeSpan, escapeHtml, escapeInline, escapeLineStart, fenceLines } from '../text/escape.js';
import type { Block, Blocks, Part, Phrase } from './document.js';

/** The blocks as GitHub Flavored Markdown: nothing in a text of theirs acts. */
export function renderMarkdown(blocks: Blocks): string {
  return blocks
    .map(renderBlock)
    .filter((text) => text !== '')
    .join('\n\n');
}

function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${renderPhrase(block.phrase)}`;
    case 'paragraph':
      return escapeLineStart(renderPhrase(block.phrase));
    case 'list':
      return block.items.map((item) => `- ${escapeLineStart(renderPhrase(item))}`).join('\n');
    case 'quote':
      return renderMarkdown(block.blocks).replaceAll(/^/gm, '> ').replaceAll(/ +$/gm, '');
    case 'table':
      return renderTable(block.head, block.rows);
    case 'fence':
      return fenceLines(block.lines, block.language);
    case 'details':
      // Markdown within HTML needs the empty lines.
      return `<details><summary>${renderHtml(block.title)}</summary>\n\n${renderMarkdown(block.blocks)}\n\n</details>`;
    default:
      return block satisfies never;
  }
}

function renderTable(head: readonly string[], rows: readonly (readonly Phrase[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const cells = (row: readonly Phrase[]) => row.map((cell) => renderPhrase(cell, renderCellCode));
  return [
    line(head.map((title) => renderPhrase([title]))),
    line(head.map(() => '---')),
    ...rows.map((row) => line(cells(row))),
  ].join('\n');
}

/** https://github.github.com/gfm/#example-200 */
function renderCellCode(text: string): string {
  return codeSpan(text).replaceAll('|', String.raw`\|`);
}

function renderPhrase(phrase: Phrase, renderCode: (text: string) => string = codeSpan): string {
  return joinParts(phrase, renderCode).trim();
}

/** Two code spans side by side would be one. */
function joinParts(phrase: Phrase, renderCode: (text: string) => string): string {
  return phrase
    .map((part) => renderPart(part, renderCode))
    .reduce(
      (line, part) => line + (line.endsWith('`') && part.startsWith('`') ? ' ' : '') + part,
      '',
    );
}

function renderPart(part: Part, renderCode: (text: string) => string): string {
  if (typeof part === 'string') return escapeInline(part);
  switch (part.kind) {
    case 'code':
      return renderCode(part.text);
    case 'strong': {
      const inner = joinParts(part.parts, renderCode).trim();
      return inner === '' ? '' : `**${inner}**`;
    }
    case 'link':
      return `[${joinParts(part.label, renderCode)}](${part.url})`;
    default:
      return part satisfies never;
  }
}

/** The same as HTML, since Markdown does not begin before the empty line behind it. A link is its label. */
function renderHtml(phrase: Phrase): string {
  return phrase.map(renderHtmlPart).join('').trim();
}

function renderHtmlPart(part: Part): string {
  if (typeof part === 'string') return escapeHtml(part);
  switch (part.kind) {
    case 'code': {
      const shown = escapeHtml(part.text).trim();
      return shown === '' ? '' : `<code>${shown}</code>`;
    }
    case 'strong':
      return `<strong>${renderHtml(part.parts)}</strong>`;
    case 'link':
      return renderHtml(part.label);
    default:
      return part satisfies never;
  }
}
