// Bundles the action, its post step and the command line: `node script/lib/build.js [folder]`, "dist" without one.
import { chmod, cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { minify } from '@swc/core';
import ncc from '@vercel/ncc';
import { formatLicenses, listPackageFolders, readLicense } from './licenses.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const LICENSES = 'licenses.txt';
const LIMIT_BYTES = 6 * 1024 * 1024;
const CLI = 'helm-migrate.js';

/**
 * Bundles one entry; answers its files by name, and the folders of the packages in them. Types are checked by `npm run
 * types`.
 */
async function bundle(path, name) {
  const { code, assets, stats } = await ncc(path, {
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

/**
 * Bundles the command line as one file: what the action loads late, it has at hand. webpack does so where an `import()`
 * says it, and ncc has no option for it: the sources are copied, and each `import()` in the copy says it.
 */
async function bundleCommand() {
  // webpack numbers the modules by their paths: with another folder each time, no two builds would be the same.
  const copy = join(ROOT, '.build-command');
  await rm(copy, { recursive: true, force: true });
  try {
    await cp(join(ROOT, 'src'), join(copy, 'src'), { recursive: true });
    const files = await readdir(join(copy, 'src'), { recursive: true });
    for (const file of files.filter((name) => name.endsWith('.ts'))) {
      const path = join(copy, 'src', file);
      const text = await readFile(path, 'utf8');
      await writeFile(path, text.replaceAll(/\bimport\('/g, `import(/* webpackMode: "eager" */ '`));
    }
    const { files: made, packages } = await bundle(join(copy, 'src/cli/main.ts'), 'helm-migrate');
    const [[, code] = [], ...others] = made;
    const extra = others.map(([name]) => name).filter((name) => name !== 'package.json');
    if (extra.length > 0) throw new Error(`${CLI} is one file, but ncc also made ${extra.join()}.`);
    return { files: [[CLI, code]], packages };
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
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
  const code = file.endsWith('.js') ? await shrink(source) : source.toString();
  const text = file === CLI ? `#!/usr/bin/env node\n${code}` : code;
  await writeFile(path, text);
  if (file === CLI) await chmod(path, 0o755);
  return Buffer.byteLength(text);
}

/** Builds into a folder, which is emptied first; answers each file's size in bytes. */
export async function build(folder) {
  const action = join(ROOT, 'src/action');
  const bundles = [
    await bundle(join(action, 'post-step.ts'), 'post'),
    await bundle(join(action, 'index.ts'), 'index'),
    await bundleCommand(),
  ];
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
