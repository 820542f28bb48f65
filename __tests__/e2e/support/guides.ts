import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, setting } from './lab.js';

/** The text of a page of docs/guides. */
export function readGuide(name: string): string {
  return readFileSync(join(ROOT, 'docs/guides', name), 'utf8');
}

/** The blocks of code in one language, in their order. */
export function listBlocks(page: string, language: string): readonly string[] {
  const blocks = page.matchAll(/^```(\w+)\n(.*?)^```/gms);
  return [...blocks].flatMap(([, which, text = '']) => (which === language ? [text] : []));
}

/** The files that a page shows, by the path that the paragraph before each names first. */
export function listFiles(page: string): ReadonlyMap<string, string> {
  const shown = page.matchAll(/((?:^(?!```)[^\n]+\n)+)\n```(?:yaml|sql)\n(.*?)^```/gms);
  return new Map(
    [...shown].flatMap(([, before = '', text = '']) => {
      const path = /`((?:charts|\.github)\/[^`]+)`/.exec(before)?.[1];
      return path === undefined ? [] : [[path, text] as const];
    }),
  );
}

/** A page's text with what is here in place of public addresses and images, and a namespace and database of its own. */
export function localize(text: string, namespace: string): string {
  return text
    .replace('oci://ghcr.io/helm-migrate/charts', `file://${join(ROOT, 'charts/migrate')}`)
    .replace('registry.k8s.io/pause:3.10', 'helm-migrate.local/pause:1')
    .replace(
      '  tool: golang-migrate\n',
      '$&  image: {repository: helm-migrate.local/migration-tools, tag: "1"}\n',
    )
    .replace('mysql.example.com', setting('HM_DB_HOST'))
    .replace('port: 3306', `port: ${setting('HM_DB_PORT')}`)
    .replaceAll(/^( {4}(?:name|user)): backend$/gm, `$1: ${namespace.replaceAll('-', '_')}`)
    .replaceAll('shop', namespace);
}

/** Matches a log that has these lines one after the other; `…` is any text of a line, and a line of its own any lines. */
export function toPattern(shown: string): RegExp {
  const lines = shown.trimEnd().split('\n');
  const patterns = lines.map((line) =>
    line
      .split('…')
      .map((piece) => piece.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
      .join('.*'),
  );
  return new RegExp(patterns.join(String.raw`[^]*?\n.*?`));
}
