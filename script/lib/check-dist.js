// Builds the bundle again in a folder of its own and compares it with dist/, byte for byte.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from './build.js';

const DIST = resolve(import.meta.dirname, '../../dist');

const namesIn = async (folder) => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
};

async function compare(file, fresh) {
  const [built, kept] = await Promise.all(
    [fresh, DIST].map((folder) => readFile(join(folder, file)).catch(() => undefined)),
  );
  if (built === undefined) return `dist/${file} is not made by the build any more`;
  if (kept === undefined) return `dist/${file} is missing`;
  return built.equals(kept) ? undefined : `dist/${file} differs from what the build makes`;
}

const fresh = await mkdtemp(join(tmpdir(), 'helm-migrate-dist-'));
try {
  await build(fresh);
  const files = new Set([...(await namesIn(fresh)), ...(await namesIn(DIST))]);
  const findings = await Promise.all([...files].sort().map((file) => compare(file, fresh)));
  const wrong = findings.filter((finding) => finding !== undefined);
  for (const finding of wrong) console.error(finding);
  if (wrong.length > 0) {
    console.error('Run "npm run build" and commit dist/ with the change that it belongs to.');
    process.exitCode = 1;
  } else {
    console.log(`dist/ is what the build makes: ${files.size} files.`);
  }
} finally {
  await rm(fresh, { recursive: true, force: true });
}
