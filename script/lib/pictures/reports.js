// reports.js <packages> <folder with *.html> <docs/images/reports>: draws each report, wide and narrow, light and dark.
// The HTML is what GitHub's own Markdown parser makes of a report; the style sheets are those of GitHub's pages, and
// Mermaid draws the timeline, as it does there. <packages> has the npm packages github-markdown-css and mermaid.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { withBrowser } from './browser.js';

const [packages, htmlFolder, folder] = process.argv.slice(2);

/** A run's page on a large screen, and a pull request on a phone. */
const WIDTHS = { wide: 980, narrow: 400 };
const THEMES = {
  light: { page: '#ffffff', mermaid: 'default' },
  dark: { page: '#0d1117', mermaid: 'dark' },
};

const fonts = readFileSync(join(import.meta.dirname, 'fonts.css'), 'utf8');
const mermaid = join(packages, 'mermaid/dist/mermaid.min.js');

/** Mermaid's blocks are drawn where they stand; whatever it refuses is an error of the report. */
const DRAW = (theme) => `
  const blocks = document.querySelectorAll('pre > code.language-mermaid');
  mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', theme: '${theme}' });
  window.drawn = Promise.all([...blocks].map(async (block, index) => {
    const { svg } = await mermaid.render('timeline' + index, block.textContent);
    block.parentElement.outerHTML = '<div style="margin-bottom:16px">' + svg + '</div>';
  }));`;

function reportPage(html, theme) {
  const style = readFileSync(join(packages, `github-markdown-css/github-markdown-${theme}.css`));
  const { page, mermaid: look } = THEMES[theme];
  return `<!doctype html><html lang="en"><meta charset="utf-8">
<style>${fonts}${style} body { background: ${page}; }</style>
<body><article class="markdown-body">${html}</article>
<script src="file://${mermaid}"></script><script>${DRAW(look)}</script></body></html>`;
}

async function drawAll(photograph) {
  for (const file of readdirSync(htmlFolder).sort()) {
    const html = readFileSync(join(htmlFolder, file), 'utf8');
    for (const [size, width] of Object.entries(WIDTHS))
      for (const theme of Object.keys(THEMES)) {
        const path = join(folder, `${basename(file, '.html')}-${size}-${theme}.png`);
        writeFileSync(path, await photograph(reportPage(html, theme), { width, scale: 1 }));
        console.log(path);
      }
  }
}

await withBrowser(drawAll);
