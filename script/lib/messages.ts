/**
 * Lists every text of src/ that a user may read, by file, for whoever reads them one by one: `npm run messages`. A text
 * is a literal of three words or more; what is put into it stands as `{…}`.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** The texts of one source file, in their order, each once. */
export function listMessages(source: string): readonly string[] {
  return listLiterals(source).filter((text) => text.trim().split(/\s+/).length >= 3);
}

/** The literals of one source file but for the names of imported files, in their order, each once. */
export function listLiterals(source: string): readonly string[] {
  const file = ts.createSourceFile('x.ts', source, ts.ScriptTarget.Latest, true);
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    const text = textOf(node);
    if (text !== undefined) found.add(text);
    if (!ts.isImportDeclaration(node)) ts.forEachChild(node, visit);
  };
  visit(file);
  return [...found];
}

/** The text of a literal; undefined of any other node. */
function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (ts.isTemplateExpression(node))
    return `${node.head.text}${node.templateSpans.map(({ literal }) => `{…}${literal.text}`).join('')}`;
  return undefined;
}

function main(): void {
  const root = join(import.meta.dirname, '../../src');
  for (const path of globSync('**/*.ts', { cwd: root }).sort()) {
    const messages = listMessages(readFileSync(join(root, path), 'utf8'));
    if (messages.length === 0) continue;
    console.log(`\n${path}`);
    for (const message of messages) console.log(`  ${message.replaceAll('\n', '⏎')}`);
  }
}

if (import.meta.main) main();
