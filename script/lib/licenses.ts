// Which packages' code is in the bundle, with name, version, licence and its text.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Licences that allow to ship the code with ours. Another one is a decision, not a detail. */
export const ALLOWED: ReadonlySet<string> = new Set([
  'MIT',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'Python-2.0',
]);
const FOLDER = '/node_modules/';

/** One package whose code is in the bundle. */
export interface License {
  readonly name: string;
  readonly version: string;
  /** As SPDX names it. */
  readonly id: string;
  readonly text: string;
}

/** What is asked of a module of webpack; a concatenated one has more within it. */
export interface Module {
  readonly resource?: string;
  readonly modules?: readonly Module[];
}

/** The folders of the packages that these webpack modules are of, those within concatenated ones too. */
export function listPackageFolders(modules: Iterable<Module>): readonly string[] {
  const folders = new Set<string>();
  const open = [...modules];
  for (let module = open.pop(); module !== undefined; module = open.pop()) {
    const folder = folderOf(module.resource ?? '');
    if (folder !== undefined) folders.add(folder);
    open.push(...(module.modules ?? []));
  }
  return [...folders];
}

/** What a package says of itself. Throws where it has no licence that we may ship, or no text of it. */
export async function readLicense(folder: string): Promise<License> {
  const { name, version, license } = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  ) as Omit<License, 'id' | 'text'> & { readonly license?: string | { readonly type?: string } };
  const id = String(typeof license === 'object' ? license.type : license);
  if (!ALLOWED.has(id)) {
    throw new Error(
      `${name} ${version}, whose code is in the bundle, is under "${id}": expected one of ${[...ALLOWED].join(', ')}. ` +
        'Do without it, or add the licence in script/lib/licenses.ts with the reason.',
    );
  }
  const file = (await readdir(folder)).sort().find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  if (file === undefined)
    throw new Error(`${name} ${version} says "${id}", but has no text of it.`);
  const text = await readFile(join(folder, file), 'utf8');
  return { name, version, id, text: text.replaceAll('\r\n', '\n').trim() };
}

/** The list as it lies in dist/licenses.txt: one line a package, then the texts. */
export function formatLicenses(licenses: readonly License[]): string {
  const key = ({ name, version }: License) => `${name} ${version}`;
  const sorted = [...new Map(licenses.map((one) => [key(one), one])).values()].sort((a, b) =>
    key(a) < key(b) ? -1 : 1,
  );
  const list = sorted.map((one) => `${key(one)} (${one.id})`);
  const texts = sorted.map((one) => `${'-'.repeat(72)}\n${key(one)}\n\n${one.text}`);
  return `The code of these packages is in this folder.\n\n${list.join('\n')}\n\n${texts.join('\n\n')}\n`;
}

function folderOf(resource: string): string | undefined {
  const at = resource.lastIndexOf(FOLDER);
  if (at === -1) return undefined;
  const [first = '', second = ''] = resource.slice(at + FOLDER.length).split('/');
  const name = first.startsWith('@') ? `${first}/${second}` : first;
  return resource.slice(0, at + FOLDER.length) + name;
}
