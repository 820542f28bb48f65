/**
 * What stands in the Markdown pages. By itself, `node script/lib/pages.ts <folder>` writes each workflow that the pages
 * show to a file of its own there, for actionlint.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A fenced block of a page. */
export interface Block {
  /** The page and the line of the block's first fence. */
  readonly place: string;
  readonly language: string;
  readonly text: string;
}

const FOLDERS = ['README.md', 'docs/**/*.md', 'charts/*/README.md', 'examples/*/README.md'];

/** The paths of all pages that users read, in order. */
export function listPages(): readonly string[] {
  return globSync(FOLDERS).sort();
}

/** A fenced block, also one in a list: its indentation, language and text. */
export const BLOCK = /^( *)```(\w*)\n(.*?)^\1```/gms;

/** The fenced blocks of a page. */
export function readBlocks(page: string): readonly Block[] {
  const text = readFileSync(page, 'utf8');
  return [...text.matchAll(BLOCK)].map((found) => {
    const [, indent = '', language = '', block = ''] = found;
    const line = text.slice(0, found.index).split('\n').length;
    const lines = block.split('\n').map((each) => each.slice(indent.length));
    return { place: `${page}:${line}`, language, text: lines.join('\n') };
  });
}

/** The workflows that a page shows, also where only their jobs are shown: those get the least of the rest. */
export function readWorkflows(page: string): readonly Block[] {
  return readBlocks(page)
    .filter(({ language, text }) => isYaml(language) && /^jobs:/m.test(text))
    .map((block) => ({ ...block, text: complete(block.text) }));
}

function complete(text: string): string {
  if (/^on:/m.test(text)) return text;
  const permissions = /^permissions:/m.test(text) ? '' : 'permissions: {contents: read}\n';
  return `on: push\n${permissions}${text}`;
}

/** Whether the language of a block is YAML. */
export function isYaml(language: string): boolean {
  return language === 'yaml' || language === 'yml';
}

if (import.meta.main) {
  const [folder = '.'] = process.argv.slice(2);
  for (const { place, text } of listPages().flatMap(readWorkflows))
    writeFileSync(join(folder, `${place.replaceAll(/[/:]/g, '-')}.yml`), text);
}
