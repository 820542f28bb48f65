import assert from 'node:assert/strict';
import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { code, details, heading, paragraph, strong, table } from '../../src/report/document.js';
import { renderMarkdown } from '../../src/report/markdown.js';
import {
  escapeLine,
  escapeLogText,
  escapeMarkdown,
  escapePlainText,
  fenceLines,
} from '../../src/text/escape.js';
import { listCommands, readActCommand } from '../fakes/runner-commands.js';
import { hostileText } from './hostile-text.js';
import { type Property, property } from './property.js';

const FILE = 'text/escape.ts';
/** What we print before text from the cluster; nothing before what `say` prints. */
const PREFIXES = ['', 'helm | ', 'app-migration-x7k2p/migrate | ', '❌ Job '];
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028\u2029]/;
const STYLE = /\u001b\[([\d;:]*)m/g;
const GAP = '\u200b';

/** What holds of text of ours in the workflow log, in the summary, in annotations and outputs. */
export const ESCAPE_PROPERTIES: readonly Property[] = [
  property(FILE, 'makes any text one line of the log that is no command', [
    hostileText,
    (text) => {
      isNoCommand(escapeLogText(text));
      assert.doesNotMatch(escapeLogText(text).replaceAll(STYLE, ''), CONTROL);
    },
  ]),
  property(FILE, 'makes any text one plain line that is no command', [
    hostileText,
    (text) => {
      const escaped = escapePlainText(text);
      isNoCommand(escaped);
      assert.doesNotMatch(escaped, CONTROL);
      assert.deepEqual(
        listCommands(`::group::${escaped}`).map(({ name }) => name),
        ['group'],
      );
    },
  ]),
  property(FILE, 'hides nothing and turns nothing around', [hostileText, hidesNothing]),
  property(FILE, 'makes any text nothing but text for a reader of Markdown', [
    hostileText,
    isTextInMarkdown,
  ]),
  property(FILE, 'makes any text one that GitHub finds no reference in', [
    hostileText,
    isNoReference,
  ]),
  property('report/markdown.ts', 'shows any name letter by letter, wherever it stands', [
    hostileText,
    isCode,
  ]),
  property(FILE, 'makes a fence that any lines stay within', [
    fc.array(hostileText, { maxLength: 4 }),
    (lines) => {
      const html = render(`${fenceLines(lines)}\n\nend`);
      const inner = lines.map((line) => `${encode(escapePlainText(line))}\n`).join('');
      assert.equal(html, `<pre><code class="language-text">${inner}</code></pre>\n<p>end</p>`);
    },
  ]),
  property(FILE, 'leaves what is written with letters as it is', [
    fc.string({
      unit: fc.constantFrom('a', 'Z', '0', ' ', '-', '/', 'ö', 'ż', '漢', '🐘', '👩‍💻', '❤️', 'می‌خ'),
    }),
    (text) => {
      assert.equal(escapeLogText(text), text);
      assert.equal(escapePlainText(text), text);
    },
  ]),
];

function isNoCommand(escaped: string): void {
  for (const prefix of PREFIXES) {
    assert.deepEqual(listCommands(prefix + escaped), []);
    assert.equal(readActCommand(`${prefix}${escaped}\n`), undefined);
  }
}

/** Of what cannot be seen only the gaps are left that part a command, and what a script or an emoji is written with. */
function hidesNothing(text: string): void {
  for (const escaped of [escapeLogText(text), escapePlainText(text)]) {
    const ours = escaped.replaceAll(`#${GAP}#[`, '').replace(new RegExp(`^(\\s*:)${GAP}:`), '$1:');
    const ofScripts =
      /(?<=[\p{L}\p{M}])[\u200c\u200d](?=\p{L})|(?<=\p{ExtPict}[\ufe0f\p{EMod}]?)\u200d(?=\p{ExtPict})/gu;
    const ofForm =
      /(?<=\p{ExtPict})\ufe0f|(?<=[\d#*])\ufe0f(?=\u20e3)|(?<=\p{Lo})[\u{e0100}-\u{e01ef}]/gu;
    assert.doesNotMatch(ours.replaceAll(ofForm, '').replaceAll(ofScripts, ''), /\p{DI}/u);
    for (const [, codes = ''] of escaped.matchAll(STYLE)) {
      const plain = codes.replaceAll(/\b[345]8;(?:5;\d*|2;\d*;\d*;\d*)/g, '');
      assert.ok(!plain.split(';').some((code) => /^0*8(?::|$)/.test(code)), 'conceal');
    }
  }
}

/** In all places where a summary has such text: a sentence, a heading, a quote, a cell. */
function isTextInMarkdown(text: string): void {
  const markdown = escapeMarkdown(text);
  const shown = encode(escapeLine(text).trim());
  const sections = [
    [`Behind ${markdown}.`, `<p>Behind ${shown}.</p>`],
    [markdown, shown === '' ? '' : `<p>${shown}</p>`],
    [`## Of ${markdown}`, `<h2>${`Of ${shown}`.trimEnd()}</h2>`],
    [
      markdown && `> **${markdown}**`,
      shown && `<blockquote>\n<p><strong>${shown}</strong></p>\n</blockquote>`,
    ],
    [`| a | b |\n| --- | --- |\n| ${markdown} | c |`, tableOf(shown)],
  ];
  const parts = (column: number) =>
    sections.map((it) => it[column] ?? '').filter((it) => it !== '');
  const html = render(parts(0).join('\n\n')).replaceAll('<span>$</span>', '$').replaceAll(GAP, '');
  assert.equal(html, parts(1).join('\n').replaceAll(GAP, ''));
}

function tableOf(cell: string): string {
  const row = (tag: string, [first, second]: readonly [string, string]) =>
    `<tr>\n<${tag}>${first}</${tag}>\n<${tag}>${second}</${tag}>\n</tr>`;
  const body = row('td', [cell, 'c']);
  return `<table>\n<thead>\n${row('th', ['a', 'b'])}\n</thead>\n<tbody>\n${body}\n</tbody>\n</table>`;
}

/** In a heading, in a sentence between others, in a cell, and in the title of what is folded. */
function isCode(text: string): void {
  const name = code(text);
  const shown = encode(escapeLine(text).trim());
  const span = shown === '' ? '' : `<code>${shown}</code>`;
  const folded = span.replaceAll('&quot;', '"');
  const sections = [
    [[heading(2, 'Of ', name)], `<h2>${`Of ${span}`.trim()}</h2>`],
    [[paragraph(name, name, ' of')], `<p>${`${span} ${span} of`.trim()}</p>`],
    [[paragraph(strong(name), ': x')], `<p>${shown && `<strong>${span}</strong>`}: x</p>`],
    [
      table(
        [text],
        [
          ['a', () => [name, '']],
          ['b', () => ['c']],
        ],
      ),
      tableOf(span),
    ],
    [
      details(['1 ', name], [paragraph('x')]),
      `<details><summary>${`1 ${folded}`.trim()}</summary>\n<p>x</p>\n</details>`,
    ],
  ] as const;
  for (const [blocks, expected] of sections) {
    if (span === '' && expected.startsWith('<table>')) continue;
    const html = render(renderMarkdown(blocks)).replaceAll('<span>$</span>', '$');
    assert.equal(html.replaceAll(GAP, ''), expected.replaceAll(GAP, ''));
  }
}

/** What GitHub itself looks for in text, behind Markdown. */
function isNoReference(text: string): void {
  const html = render(escapeMarkdown(text)).replaceAll(/<\/?\w+>/g, '\n');
  assert.doesNotMatch(html, /@\w|#\d|\bGH-\d|:\/\/|www\./i);
  assert.doesNotMatch(html, /(?<!\w)[\da-f]{7,40}(?!\w)/);
  assert.doesNotMatch(html, /:(?!\d\d:)[\w+-]+:/);
  assert.doesNotMatch(html, /\$[^\n]*\$/);
}

function render(markdown: string): string {
  return micromark(markdown, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
}

function encode(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
