// log.js <records.jsonl> <file>: draws a job's log.
import { readFileSync, writeFileSync } from 'node:fs';
import { withBrowser } from './browser.js';
import { logPage } from './pages.js';

const [recordsFile, file] = process.argv.slice(2);

const records = readFileSync(recordsFile, 'utf8').trim().split('\n').map(JSON.parse);
await withBrowser(async (photograph) => {
  writeFileSync(file, await photograph(logPage(records), { width: 1080, scale: 1.5 }));
  console.log(file);
});
