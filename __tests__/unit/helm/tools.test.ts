import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findSops, type FoundTools, lookForTools } from '../../../src/helm/tools.js';
import type { Host } from '../../../src/inputs/host.js';

const HELM_3_PLUGIN =
  'name: "secrets"\nversion: "4.7.7"\ndownloaders: [{command: x, protocols: [secrets]}]\n';
const HELM_4_PLUGIN = 'apiVersion: v1\ntype: cli/v1\nname: "secrets"\nversion: "4.7.7"\n';
const GETTER = 'apiVersion: v1\ntype: getter/v1\nname: "secrets-getter"\nversion: "4.7.7"\n';
const ENCRYPTED = [{ path: 's.yaml', keys: [] }];

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tools-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function put(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  chmodSync(join(root, path), mode);
}

/** The smallest ELF file that says which helm it is: header, build info, section names, section table. */
function helmBinary(major: number, version = ''): Buffer {
  const info = Buffer.from(
    `\xff Go buildinf:path\thelm.sh/helm/v${major}/cmd/helm\nmod\thelm.sh/helm/v${major}${version === '' ? '' : `\t${version}\th1:x=`}\n`,
    'latin1',
  );
  const names = Buffer.from('\0.go.buildinfo\0.shstrtab\0');
  const header = Buffer.alloc(64);
  header.write('\x7fELF\x02\x01\x01', 'latin1');
  header.writeBigUInt64LE(BigInt(64 + info.length + names.length), 40);
  header.writeUInt16LE(64, 58);
  header.writeUInt16LE(2, 60);
  header.writeUInt16LE(1, 62);
  const section = (name: number, offset: number, size: number): Buffer => {
    const entry = Buffer.alloc(64);
    entry.writeUInt32LE(name, 0);
    entry.writeBigUInt64LE(BigInt(offset), 24);
    entry.writeBigUInt64LE(BigInt(size), 32);
    return entry;
  };
  const table = [section(1, 64, info.length), section(15, 64 + info.length, names.length)];
  return Buffer.concat([header, info, names, ...table]);
}

function putHelm(major: number, version?: string): void {
  put('bin/helm', '', 0o755);
  writeFileSync(join(root, 'bin/helm'), helmBinary(major, version));
}

function host(env: Readonly<Record<string, string>> = {}): Host {
  return {
    platform: 'linux',
    arch: 'x64',
    env: { PATH: `relative::${join(root, 'none')}:${join(root, 'bin')}`, ...env },
    ...{ workspace: root, bounds: root },
    home: join(root, 'home'),
    kindOf: (path) => {
      const stat = statSync(path, { throwIfNoEntry: false });
      if (stat === undefined) return 'missing';
      return stat.isDirectory() ? 'folder' : 'file';
    },
    readText: (path) => readFileSync(path, 'utf8'),
    resolve,
    realPath: () => undefined,
    list: () => [],
  };
}

const NEEDS = { secretsBackend: 'sops', encryptedValues: ENCRYPTED, values: [] } as const;

const find = (
  env?: Readonly<Record<string, string>>,
  needs: Partial<Parameters<typeof lookForTools>[0]> = {},
): FoundTools => lookForTools({ ...NEEDS, workingDirectory: root, ...needs }, host(env));

describe('helm', () => {
  // The third is how Go marks a build from a work tree that was changed.
  it.each([
    ['v4.3.1', 'v4.3.1'],
    ['(devel)', undefined],
    ['v4.0.0-rc.1+dirty', 'v4.0.0-rc.1'],
  ])('is found on $PATH, with its version (%s)', (stamp, version) => {
    putHelm(4, stamp);
    const path = join(root, 'bin/helm');
    expect(find({}, { secretsBackend: 'none' })).toEqual({
      helm: { path, major: 4, version },
      plugins: undefined,
      decrypter: undefined,
    });
  });

  it.each(['#!/bin/sh\nexec helm "$@"\n', '', '\x7fELF', `\x7fELF${'\xff'.repeat(200)}`])(
    'may be of a version that %j does not tell',
    (text) => {
      put('bin/helm', '', 0o755);
      writeFileSync(join(root, 'bin/helm'), text, 'latin1');
      const path = join(root, 'bin/helm');
      expect(find().helm).toEqual({ path, major: undefined, version: undefined });
    },
  );

  it('is missing where it may not be run', () => {
    put('bin/helm', 'text', 0o644);
    mkdirSync(join(root, 'none/helm'), { recursive: true });
    expect(find().helm).toBeUndefined();
  });
});

describe('helm-secrets', () => {
  it.each([
    [
      '$HELM_PLUGINS, a list',
      'b/secrets',
      (path: string) => ({ HELM_PLUGINS: `${path}/a:${path}/b` }),
    ],
    ['$HELM_DATA_HOME', 'data/plugins/x', (path: string) => ({ HELM_DATA_HOME: `${path}/data` })],
    ['$XDG_DATA_HOME', 'xdg/helm/plugins/x', (path: string) => ({ XDG_DATA_HOME: `${path}/xdg` })],
    ['the home', 'home/.local/share/helm/plugins/x', () => ({})],
  ])('is found in %s', (_, folder, env) => {
    put(`${folder}/plugin.yaml`, HELM_3_PLUGIN);
    const found = { folder: join(root, folder), version: '4.7.7', majors: [3] };
    expect(find(env(root)).plugins).toEqual([found]);
  });

  it.each([
    [HELM_3_PLUGIN, [3]],
    [HELM_4_PLUGIN, [4]],
    ['name: secrets\nversion: 9.9.9\n', [3, 4]],
    [GETTER, undefined],
    ['name: diff\n', undefined],
    ['name: [', undefined],
  ])('is told apart by its form: %j', (manifest, majors) => {
    put('plugins/x/plugin.yaml', manifest);
    const { plugins } = find({ HELM_PLUGINS: join(root, 'plugins') });
    expect(plugins?.[0]?.majors).toEqual(majors);
  });
});

describe('what decrypts', () => {
  it.each([
    [{}, { tool: 'sops', name: 'sops', path: undefined }],
    [{ encryptedValues: [] }, undefined],
    [{ encryptedValues: [], values: ['values.yaml', 'https://x/secrets.yaml'] }, undefined],
    [
      { encryptedValues: [], values: ['secrets://https://x/secrets.yaml'] },
      { tool: 'sops', name: 'sops', path: undefined },
    ],
    [{ secretsBackend: 'vals' }, { tool: 'vals', name: 'vals', path: undefined }],
    [{ secretsBackend: 'none' }, undefined],
  ] as const)('for %j is %j', (needs, decrypter) => {
    expect(find({}, needs).decrypter).toEqual(decrypter);
  });

  it('is named by what helm-secrets is told to start', () => {
    put('tools/my-sops', '', 0o755);
    const named = { HELM_SECRETS_SOPS_PATH: `${root}/tools/my-sops --verbose` };
    const path = join(root, 'tools/my-sops');
    expect(find(named).decrypter).toEqual({ tool: 'sops', name: path, path });
    const missing = { tool: 'sops', name: '/no/sops', path: undefined };
    expect(find({ HELM_SECRETS_SOPS_BIN: '/no/sops' }).decrypter).toEqual(missing);
  });

  it.each([
    [{}, 'bin/sops', []],
    [
      { HELM_SECRETS_SOPS_PATH: './tools/my-sops --verbose -x' },
      'tools/my-sops',
      ['--verbose', '-x'],
    ],
  ])("is found by an absolute path, from helm's folder: %j", (env, path, args) => {
    put(path, '', 0o755);
    put('relative/sops', '', 0o755);
    const program = join(root, path);
    expect(find(env).decrypter?.path).toBe(program);
    expect(findSops({ workingDirectory: root }, host(env))).toEqual({ program, args });
  });
});
