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
import { ActionError } from '../../../src/errors.js';
import { findSops, findTools, type Tools } from '../../../src/helm/tools.js';
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
    workspace: root,
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

const find = (
  env?: Readonly<Record<string, string>>,
  encryptedValues = [] as typeof ENCRYPTED,
): Tools =>
  findTools({ secretsBackend: 'sops', encryptedValues, workingDirectory: root }, host(env));

function fail(run: () => unknown): ActionError {
  try {
    run();
  } catch (error) {
    if (error instanceof ActionError) return error;
    throw error;
  }
  throw new Error('nothing was missing');
}

describe('helm', () => {
  // The third is how Go marks a build from a work tree that was changed.
  it.each([
    ['v4.3.1', 'v4.3.1'],
    ['(devel)', undefined],
    ['v4.0.0-rc.1+dirty', 'v4.0.0-rc.1'],
  ])('is found on $PATH, with its version (%s)', (stamp, helmVersion) => {
    putHelm(4, stamp);
    const tools = findTools(
      { secretsBackend: 'none', encryptedValues: [], workingDirectory: root },
      host(),
    );
    const helm = join(root, 'bin/helm');
    expect(tools).toEqual({ helm, helmMajor: 4, helmVersion, plugin: undefined });
  });

  it.each(['#!/bin/sh\nexec helm "$@"\n', '', '\x7fELF', `\x7fELF${'\xff'.repeat(200)}`])(
    'may be of a version that %j does not tell',
    (text) => {
      put('bin/helm', '', 0o755);
      writeFileSync(join(root, 'bin/helm'), text, 'latin1');
      expect(
        findTools({ secretsBackend: 'none', encryptedValues: [], workingDirectory: root }, host())
          .helmMajor,
      ).toBeUndefined();
    },
  );

  it('is missing where it may not be run', () => {
    put('bin/helm', 'text', 0o644);
    mkdirSync(join(root, 'none/helm'), { recursive: true });
    const error = fail(() => find());
    expect([error.code, error.message]).toEqual([
      'missing-tool',
      'helm is needed, and it is not installed.',
    ]);
    expect(error.hint).toContain('azure/setup-helm');
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
    putHelm(3);
    put(`${folder}/plugin.yaml`, HELM_3_PLUGIN);
    expect(find(env(root)).plugin).toEqual({
      folder: join(root, folder),
      version: '4.7.7',
      majors: [3],
    });
  });

  it.each([
    [3, HELM_3_PLUGIN, true],
    [4, HELM_4_PLUGIN, true],
    [4, 'name: secrets\nversion: 9.9.9\n', true],
    [3, HELM_4_PLUGIN, false],
    [4, HELM_3_PLUGIN, false],
    [4, GETTER, false],
    [3, 'name: diff\n', false],
    [3, 'name: [', false],
  ])('for Helm %d from %j: %j', (major, plugin, fits) => {
    putHelm(major);
    put('plugins/x/plugin.yaml', plugin);
    const env = { HELM_PLUGINS: join(root, 'plugins') };
    if (fits) expect(find(env).plugin?.folder).toBe(join(root, 'plugins/x'));
    else expect(fail(() => find(env)).code).toBe('missing-tool');
  });

  it('is told how to install, for the helm that is there', () => {
    putHelm(4);
    expect(fail(() => find()).hint).toMatch(
      /Helm 4: helm plugin install .*secrets-4\.7\.7\.tgz and .*secrets-getter-/,
    );
    putHelm(3);
    expect(fail(() => find()).hint).toMatch(/helm-secrets --version v4\.7\.7\.$/);
    put('bin/helm', '#!/bin/sh\n', 0o755);
    expect(fail(() => find()).hint).toMatch(/Helm 3: .* Helm 4: /);
  });

  it('is told apart from the one for the other helm', () => {
    putHelm(4);
    put('plugins/x/plugin.yaml', HELM_3_PLUGIN);
    const { message } = fail(() => find({ HELM_PLUGINS: join(root, 'plugins') }));
    expect(message).toBe(
      `helm-secrets in "${root}/plugins/x" is made for Helm 3, and helm is Helm 4.`,
    );
  });

  it('is too old where it would decrypt beside the file', () => {
    putHelm(3);
    put('plugins/x/plugin.yaml', HELM_3_PLUGIN.replace('4.7.7', '4.4.2'));
    const { message } = fail(() => find({ HELM_PLUGINS: join(root, 'plugins') }));
    expect(message).toBe(`helm-secrets in "${root}/plugins/x" is 4.4.2; 4.5 or later is needed.`);
  });
});

describe('what decrypts', () => {
  beforeEach(() => {
    putHelm(3);
    put('home/.local/share/helm/plugins/x/plugin.yaml', HELM_3_PLUGIN);
  });

  it('is sops where a file is encrypted', () => {
    expect(fail(() => find({}, ENCRYPTED)).message).toBe(
      'sops is needed, and it is not installed.',
    );
    put('bin/sops', '', 0o755);
    expect(find({}, ENCRYPTED).helmMajor).toBe(3);
  });

  it('is what helm-secrets is told to start', () => {
    put('tools/my-sops', '', 0o755);
    expect(
      find({ HELM_SECRETS_SOPS_PATH: `${root}/tools/my-sops --verbose` }, ENCRYPTED).helmMajor,
    ).toBe(3);
    const error = fail(() => find({ HELM_SECRETS_SOPS_BIN: '/no/sops' }, ENCRYPTED));
    expect(error.message).toBe('/no/sops is needed, and the program does not exist.');
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
    expect(find(env, ENCRYPTED).helmMajor).toBe(3);
    const program = join(root, path);
    expect(findSops({ workingDirectory: root }, host(env))).toEqual({ program, args });
  });

  it('is vals with its backend', () => {
    const needs = { secretsBackend: 'vals', encryptedValues: [], workingDirectory: root } as const;
    expect(fail(() => findTools(needs, host())).message).toBe(
      'vals is needed, and it is not installed.',
    );
    put('bin/vals', '', 0o755);
    expect(findTools(needs, host()).plugin?.version).toBe('4.7.7');
  });
});
