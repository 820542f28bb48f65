// Bundles src/action/index.ts and src/action/post-step.ts: `node script/lib/build.js [folder]`, "dist" without one.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { minify } from '@swc/core';
import ncc from '@vercel/ncc';
import { formatLicenses, listPackageFolders, readLicense } from './licenses.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const LICENSES = 'licenses.txt';
const LIMIT_BYTES = 6 * 1024 * 1024;

/**
 * Bundles one entry; answers its files by name, and the folders of the packages in them. Types are checked by `npm run
 * types`.
 */
async function bundle(entry, name) {
  const { code, assets, stats } = await ncc(join(ROOT, 'src/action', entry), {
    cache: false,
    filename: `${name}.js`,
    quiet: true,
    target: 'es2022',
    transpileOnly: true,
  });
  const others = Object.entries(assets).map(([file, { source }]) => [file, source]);
  return {
    files: [[`${name}.js`, code], ...others],
    packages: listPackageFolders(stats.compilation.modules),
  };
}

// ncc can minify its entry but not the chunks of `import()`, and the cluster's client is a chunk.
// Names stay: errors and generated models are told apart by the names of their classes.
async function shrink(source) {
  const names = { keep_classnames: true, keep_fnames: true };
  const { code } = await minify(source.toString(), {
    module: true,
    ecma: 2022,
    mangle: names,
    compress: names,
    format: { comments: false },
  });
  return `${code.trimEnd()}\n`;
}

async function write(folder, [file, source]) {
  const path = join(folder, file);
  await mkdir(dirname(path), { recursive: true });
  const text = file.endsWith('.js') ? await shrink(source) : source.toString();
  await writeFile(path, text);
  return Buffer.byteLength(text);
}

/** Builds into a folder, which is emptied first; answers each file's size in bytes. */
export async function build(folder) {
  const bundles = [await bundle('post-step.ts', 'post'), await bundle('index.ts', 'index')];
  const packages = new Set(bundles.flatMap((one) => one.packages));
  const licenses = await Promise.all([...packages].map(readLicense));
  const files = new Map([
    ...bundles.flatMap((one) => one.files),
    [LICENSES, formatLicenses(licenses)],
  ]);
  await rm(folder, { recursive: true, force: true });
  const sizes = new Map();
  for (const entry of files) sizes.set(entry[0], await write(folder, entry));
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  if (total > LIMIT_BYTES) {
    throw new Error(
      `The bundle has ${total} bytes, expected at most ${LIMIT_BYTES}: see ${folder}.`,
    );
  }
  return sizes;
}

if (import.meta.main) {
  const folder = resolve(process.argv[2] ?? join(ROOT, 'dist'));
  const sizes = await build(folder);
  for (const [file, size] of sizes) console.log(`${String(size).padStart(9)}  ${file}`);
}
