// pictures.js <records.jsonl> <summary.html> <folder>: writes failed-migration-log.png and
// failed-migration-summary.png.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { photograph } from './browser.js';
import { logPage, summaryPage } from './pages.js';

const [recordsFile, summaryFile, folder] = process.argv.slice(2);

const records = readFileSync(recordsFile, 'utf8').trim().split('\n').map(JSON.parse);
const pages = {
  'failed-migration-log.png': logPage(records),
  'failed-migration-summary.png': summaryPage(readFileSync(summaryFile, 'utf8')),
};

for (const [name, html] of Object.entries(pages)) {
  const file = join(folder, name);
  const png = await photograph(html);
  writeFileSync(file, png);
  console.log(`${file}: ${Math.round(png.length / 1024)} KiB`);
}
