import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { thisHost } from '../../../src/run/host.js';
import { makeFolder, removeFolder, writeFiles } from '../../../src/folder/files.js';

let temp: string;
beforeEach(() => {
  temp = mkdtempSync(join(tmpdir(), 'runner-temp-'));
});
afterEach(() => {
  rmSync(temp, { recursive: true });
});

const NOTHING = { kubeconfig: undefined, valuesInline: undefined, registryConfig: undefined };
const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

it('writes secrets that only we can read, and removes them', async () => {
  const umask = process.umask(0);
  const folder = await makeFolder(temp);
  const files = await writeFiles(folder, {
    kubeconfig: 'k: 1',
    valuesInline: 'v: 1',
    registryConfig: '{}',
  });
  process.umask(umask);
  expect(files).toEqual({
    folder,
    decrypted: join(folder, 't'),
    kubeconfig: join(folder, 'kubeconfig'),
    valuesInline: join(folder, 'values-inline.yaml'),
    helmConfig: join(folder, 'helm'),
  });
  const paths = [
    folder,
    files.decrypted,
    join(folder, 'kubeconfig'),
    join(folder, 'values-inline.yaml'),
    join(folder, 'helm'),
    join(folder, 'helm/registry'),
    join(folder, 'helm/registry/config.json'),
  ];
  expect(paths.map(modeOf)).toEqual(['700', '700', '600', '600', '700', '700', '600']);
  expect(readFileSync(join(folder, 'kubeconfig'), 'utf8')).toBe('k: 1');
  writeFileSync(join(files.decrypted, 'left.dec'), 'secret');
  await removeFolder(folder, temp);
  expect(readdirSync(temp)).toEqual([]);
});

it.each(['a,b', 'a:b', 'a"b', 'a\nb'])(
  'refuses a folder at which helm would split: %j',
  async (name) => {
    const folder = join(temp, name);
    mkdirSync(folder);
    symlinkSync(folder, join(temp, 'link'));
    for (const given of [folder, join(temp, 'link')]) {
      await expect(makeFolder(given)).rejects.toMatchObject({
        code: 'file-error',
        message: `The path of $RUNNER_TEMP, "${folder.replace('\n', ' ')}", contains a comma, a colon, a double quote or a line break, at which helm and helm-secrets split lists of files.`,
        hint: 'Set up the runner with a work folder without these characters in its path ("config.sh --work").',
      });
    }
    expect(readdirSync(folder)).toEqual([]);
  },
);

it('writes only what is given', async () => {
  const folder = await makeFolder(temp);
  const files = await writeFiles(folder, NOTHING);
  expect([files.kubeconfig, files.valuesInline, readdirSync(folder)]).toEqual([
    undefined,
    undefined,
    ['t'],
  ]);
});

it('never writes through a link that is there already', async () => {
  const folder = await makeFolder(temp);
  symlinkSync(join(temp, 'elsewhere'), join(folder, 'kubeconfig'));
  const writing = writeFiles(folder, { ...NOTHING, kubeconfig: 'k: 1' });
  await expect(writing).rejects.toMatchObject({ code: 'file-error' });
  expect(existsSync(join(temp, 'elsewhere'))).toBe(false);
});

it('says which folder cannot hold it', async () => {
  const making = makeFolder(join(temp, 'none'));
  await expect(making).rejects.toThrow(/cannot be created in ".*\/none": .*ENOENT/);
});

it("takes the system's folder where the runner names none", async () => {
  const folder = await makeFolder(undefined);
  expect(folder.startsWith(join(tmpdir(), 'helm-migrate-'))).toBe(true);
  await removeFolder(folder, undefined);
  expect(existsSync(folder)).toBe(false);
});

describe('removing', () => {
  it('is well where nothing is left', async () => {
    const folder = await makeFolder(temp);
    await removeFolder(folder, temp);
    await expect(removeFolder(folder, temp)).resolves.toBeUndefined();
  });

  it("finds the folder through a link to the runner's own", async () => {
    symlinkSync(temp, `${temp}-link`);
    const folder = await makeFolder(`${temp}-link`);
    await removeFolder(folder, `${temp}-link`);
    rmSync(`${temp}-link`);
    expect(readdirSync(temp)).toEqual([]);
  });

  it.each([
    '',
    '/',
    '.',
    'sub/helm-migrate-abcdef',
    'helm-migrate-abcdef/t',
    'other',
    'helm-migrate-',
    '../helm-migrate-abcdef',
  ])('refuses %j', async (path) => {
    mkdirSync(join(temp, 'sub/helm-migrate-abcdef'), { recursive: true });
    await expect(removeFolder(`${temp}/${path}`, temp)).rejects.toMatchObject({
      code: 'file-error',
    });
    expect(existsSync(join(temp, 'sub/helm-migrate-abcdef'))).toBe(true);
  });

  it('refuses a link and leaves what it points to', async () => {
    mkdirSync(join(temp, 'precious'));
    symlinkSync(join(temp, 'precious'), join(temp, 'helm-migrate-abcdef'));
    await expect(removeFolder(join(temp, 'helm-migrate-abcdef'), temp)).rejects.toMatchObject({
      code: 'file-error',
    });
    expect(existsSync(join(temp, 'precious'))).toBe(true);
  });
});

it('tells files from folders, through links', () => {
  const { kindOf } = thisHost({ workspace: '/', bounds: '/' });
  writeFileSync(join(temp, 'file'), '');
  symlinkSync(join(temp, 'file'), join(temp, 'link'));
  symlinkSync(join(temp, 'gone'), join(temp, 'dangling'));
  chmodSync(join(temp, 'file'), 0);
  const kinds = ['', 'file', 'link', 'dangling', 'file/below'].map((name) =>
    kindOf(join(temp, name)),
  );
  expect(kinds).toEqual(['folder', 'file', 'file', 'missing', 'missing']);
});

it('says where the system comes out, link by link', () => {
  const { realPath, list } = thisHost({ workspace: '/', bounds: '/' });
  const real = realPath(temp) ?? '';
  mkdirSync(join(temp, 'there/deep'), { recursive: true });
  symlinkSync('there/deep', join(temp, 'link'));
  symlinkSync('none', join(temp, 'dangling'));
  // As a path alone, `link/..` would be the folder that the link is in.
  const ends = ['', 'link', 'link/..', 'dangling', 'none'].map((name) =>
    realPath(`${temp}/${name}`),
  );
  expect(ends).toEqual([real, `${real}/there/deep`, `${real}/there`, undefined, undefined]);
  expect(list(temp).toSorted()).toEqual(['dangling', 'link', 'there']);
  expect(list(join(temp, 'none'))).toEqual([]);
});
