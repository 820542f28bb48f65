import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { ActionError } from '../../src/errors.js';
import type { Checksum, ToolName } from '../../src/inputs/tool-versions.js';
import { tryDownload } from '../../src/tools/download.js';
import { type Fetching, fetchMissing } from '../../src/tools/fetch.js';
import { findPlaces, type SetUp } from '../../src/tools/set-up.js';
import { type FakeProxy, startHttpProxy } from '../fakes/proxies.js';
import {
  type Answer,
  answerAndHang,
  answerCut,
  answerStatus,
  FakeToolServer,
  pack,
  sha256,
} from '../fakes/tool-server.js';

const PLATFORM = 'linux-amd64';
const HELM = 'get.helm.sh/helm-v4.3.0-linux-amd64.tar.gz';
const SOPS = 'github.com/getsops/sops/releases/download/v3.13.3/sops-v3.13.3.linux.amd64';
const VALS = 'github.com/helmfile/vals/releases/download/v0.46.0/vals_0.46.0_linux_amd64.tar.gz';
const PLUGIN = 'github.com/jkroepke/helm-secrets/releases/download/v4.7.7/helm-secrets.tar.gz';
const VERSIONS = {
  helm: '4.3.0',
  'helm-secrets': '4.7.7',
  sops: '3.13.3',
  vals: '0.46.0',
} as const;
const FILES = {
  'plugin.yaml': 'name: secrets\n',
  'plugins/helm-secrets-cli/plugin.yaml': 'name: secrets\ntype: cli/v1\n',
  'plugins/helm-secrets-getter/plugin.yaml': 'name: secrets-getter\n',
  'scripts/run.sh': '#!/bin/sh\n',
  'scripts/lib/a.sh': 'a\n',
};
const ARCHIVED = {
  ...Object.fromEntries(
    Object.entries(FILES).map(([path, text]) => [`helm-secrets/${path}`, text]),
  ),
  'helm-secrets/README.md': 'read me',
  'helm-secrets/plugins/helm-secrets-cli/scripts': { link: '../../scripts' },
};
const PROGRAM = Buffer.alloc(300_000, 'helm ');

let server: FakeToolServer;
let proxy: FakeProxy;
let authorities: string[];
let root: string;
let checksums: Checksum[];
let said: string[];

beforeAll(async () => {
  server = await FakeToolServer.start();
  proxy = await startHttpProxy(server.names);
  authorities = getCACertificates('default');
  setDefaultCACertificates([...authorities, readFileSync(server.authority, 'utf8')]);
});
afterAll(async () => {
  setDefaultCACertificates(authorities);
  await proxy.close();
  await server.close();
});
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'tools-'));
  said = [];
  server.clear();
  const own = (tool: ToolName, part: string, sum: string): Checksum => {
    return { tool, version: VERSIONS[tool], part, sha256: sum };
  };
  const program = async (member: string) => await pack({ 'README.md': 'x', [member]: PROGRAM });
  server.put(PLUGIN, await pack(ARCHIVED));
  checksums = [
    own('helm', PLATFORM, server.put(HELM, await program('linux-amd64/helm'))),
    own('vals', PLATFORM, server.put(VALS, await program('vals'))),
    own('sops', PLATFORM, server.put(SOPS, PROGRAM)),
  ];
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const OWN_PLUGIN = '9.9.9';
const OWN_PATH = PLUGIN.replace('4.7.7', OWN_PLUGIN);

function places(
  tools: readonly ToolName[],
  more: Partial<Parameters<typeof findPlaces>[1]> = {},
): SetUp {
  const files = Object.entries(FILES).map(([part, text]): Checksum => {
    return { tool: 'helm-secrets', version: OWN_PLUGIN, part, sha256: sha256(text) };
  });
  const versions = { ...VERSIONS, 'helm-secrets': OWN_PLUGIN };
  const wanted = tools.map((tool) => ({ tool, version: versions[tool] }));
  return findPlaces(
    { helm: undefined, major: 4, version: undefined, wanted },
    {
      choice: { versions, checksums: [...checksums, ...files], mirror: undefined },
      platform: PLATFORM,
      env: { RUNNER_TOOL_CACHE: join(root, 'cache') },
      user: process.getuid?.(),
      ownFolder: join(root, 'own'),
      plugins: [],
      pluginFolders: ['/plugins'],
      ...more,
    },
  );
}

const never = new AbortController().signal;
const fetching = (more: Partial<Fetching> = {}): Fetching => ({
  env: { HTTPS_PROXY: `http://127.0.0.1:${String(proxy.port)}` },
  platform: PLATFORM,
  mirror: undefined,
  say: (text) => said.push(text),
  signal: never,
  pause: () => Promise.resolve(),
  ...more,
});
const get = async (tools: readonly ToolName[], more: Partial<Fetching> = {}) => {
  server.put(OWN_PATH, server.clone(PLUGIN));
  const found = places(tools);
  await fetchMissing(found, fetching(more));
  return found;
};

async function errorOf(promise: Promise<unknown>): Promise<ActionError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ActionError) return error;
  throw new Error(`expected an ActionError, got ${String(error)}`);
}

const cached = () => {
  const folder = join(root, 'cache/helm-migrate');
  return existsSync(folder) ? readdirSync(folder) : [];
};

describe('all tools', () => {
  it('come from their publishers, are verified, and are there the next time', async () => {
    const { helm = '', placed } = await get(['helm', 'helm-secrets', 'sops']);
    expect(readFileSync(helm)).toEqual(PROGRAM);
    expect(statSync(helm).mode & 0o777).toBe(0o755);
    const [, sops = ''] = placed.folders;
    expect(readFileSync(join(sops, 'sops'))).toEqual(PROGRAM);
    const [plugins = '', others] = placed.plugins?.split(':') ?? [];
    expect(others).toBe('/plugins');
    expect(readdirSync(plugins)).toEqual(['secrets', 'secrets-getter']);
    expect(readFileSync(join(plugins, 'secrets/scripts/lib/a.sh'), 'utf8')).toBe('a\n');
    expect(readFileSync(join(plugins, 'secrets/plugin.yaml'), 'utf8')).toContain('cli/v1');
    expect(cached().map((name) => name.replace(/-[0-9a-f]{12}$/, ''))).toEqual([
      'helm-4.3.0-linux-amd64',
      'helm-secrets-9.9.9-helm4',
      'sops-3.13.3-linux-amd64',
    ]);
    expect(said.map((line) => line.replace(/[\d.]+ s$/, 'x s')).sort()).toEqual([
      expect.stringMatching(/^Downloaded helm 4\.3\.0 \(\d+ bytes\) in x s$/),
      expect.stringMatching(/^Downloaded helm-secrets 9\.9\.9 \(\d+ bytes\) in x s$/),
      'Downloaded sops 3.13.3 (300 kB) in x s',
    ]);
    expect(places(['helm', 'helm-secrets', 'sops']).missing).toEqual([]);
  });

  it('are asked for side by side', async () => {
    const { promise: all, resolve } = Promise.withResolvers<undefined>();
    const waiting = new Set<string>();
    const paths = [HELM, VALS, OWN_PATH].map((path) =>
      path.replace(/^github/, 'objects.githubusercontent.com/github'),
    );
    const put = (path: string) =>
      server.answer(path, (response) => {
        waiting.add(path);
        if (waiting.size === 3) resolve(undefined);
        void all.then(() =>
          response
            .writeHead(200)
            .end(server.clone(path.replace(/^objects\.githubusercontent\.com\//, ''))),
        );
      });
    paths.forEach(put);
    await get(['helm', 'helm-secrets', 'vals']);
    expect(waiting.size).toBe(3);
  });

  it('come from a mirror that wants a login, which no other host gets', async () => {
    server.answer(SOPS, (response) => {
      response
        .writeHead(302, { location: `https://localhost:${String(server.port)}/${SOPS}` })
        .end();
    });
    server.answer(HELM, (response) => {
      response.writeHead(307, { location: `https://objects.githubusercontent.com/${HELM}` }).end();
    });
    const mirror = server.mirror.replace('//', '//me:it%20is%20secret@');
    await get(['helm', 'sops'], { mirror });
    const login = `Basic ${btoa('me:it is secret')}`;
    const byPath = server.asked.map((path, index) => [path, server.logins[index]]);
    expect(byPath.sort()).toEqual(
      [
        [HELM, login],
        [SOPS, login],
        [SOPS, login],
        [`objects.githubusercontent.com/${HELM}`, undefined],
      ].sort(),
    );
  });

  it('may be fetched by two jobs at once', async () => {
    await Promise.all([get(['helm', 'helm-secrets']), get(['helm', 'helm-secrets'])]);
    expect(cached()).toHaveLength(2);
    expect(places(['helm', 'helm-secrets']).missing).toEqual([]);
  });
});

describe('what is not what it should be', () => {
  it('is a program with another sum', async () => {
    server.put(HELM, await pack({ 'linux-amd64/helm': 'evil' }));
    const error = await errorOf(get(['helm']));
    expect(error.code).toBe('untrusted-tool');
    const [sum] = checksums.map((line) => line.sha256);
    expect(error.message).toBe(
      `helm 4.3.0 from https://${HELM} is not what was expected: its SHA-256 is ${sha256(server.clone(HELM))}, expected ${String(sum)}.`,
    );
    expect(cached()).toEqual([]);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'changed',
      { 'helm-secrets/scripts/run.sh': 'evil' },
      /: scripts\/run\.sh has the SHA-256 .*, expected /,
    ],
    [
      'more',
      { 'helm-secrets/scripts/more.sh': 'evil' },
      /: scripts\/more\.sh is not part of the release\.$/,
    ],
  ])('is a helm-secrets with a file that is %s', async (_, files, message) => {
    server.put(PLUGIN, await pack({ ...ARCHIVED, ...files }));
    const error = await errorOf(get(['helm-secrets']));
    expect([error.code, error.message]).toEqual(['untrusted-tool', expect.stringMatching(message)]);
    expect(cached()).toEqual([]);
  });

  it('is an archive without the program', async () => {
    checksums = [
      {
        tool: 'helm',
        version: '4.3.0',
        part: PLATFORM,
        sha256: server.put(HELM, await pack({ x: 'y' })),
      },
    ];
    const { message } = await errorOf(get(['helm']));
    expect(message).toBe(
      `helm 4.3.0 from https://${HELM} cannot be unpacked: there is no linux-amd64/helm in it.`,
    );
  });

  it.each([
    ['no archive at all', Buffer.from('<html>')],
    ['an empty file', Buffer.alloc(0)],
  ])('is a helm-secrets that is %s', async (_, bytes) => {
    server.put(PLUGIN, bytes);
    expect((await errorOf(get(['helm-secrets']))).code).toBe('untrusted-tool');
  });
});

describe('trouble on the way', () => {
  it.each<[string, () => Answer, string]>([
    ['an error of the server', () => answerStatus(503), 'the server answered 503'],
    [
      'a cut',
      () => answerCut(PROGRAM.subarray(0, 5_000)),
      'the connection ended after 5000 bytes of 10 kB',
    ],
    ['a cut before an answer', () => (response) => void response.destroy(), 'socket hang up'],
  ])('that passes is tried again: %s', async (_, answer, why) => {
    server.answer(HELM, answer());
    await get(['helm']);
    expect(said[0]).toBe(`Download of helm 4.3.0: ${why}. Trying again in 1 s.`);
    expect(said[1]).toMatch(/^Downloaded helm 4\.3\.0 /);
  });

  it('that does not pass ends after four tries', async () => {
    server.answer(HELM, ...[503, 503, 503, 503].map(answerStatus));
    const error = await errorOf(get(['helm']));
    expect(error.code).toBe('missing-tool');
    expect(error.message).toBe(
      `helm 4.3.0 cannot be downloaded from https://${HELM}: the server answered 503 (4 attempts).`,
    );
    expect(error.hint).toMatch(/^Check that the runner reaches get\.helm\.sh\. Set \$HTTPS_PROXY /);
    expect(cached()).toEqual([]);
  });

  it('that is silence', async () => {
    server.answer(HELM, ...[1, 2, 3, 4].map(answerAndHang));
    const { message } = await errorOf(get(['helm'], { silentSeconds: 1 }));
    expect(message).toMatch(/: nothing came for 1 s \(4 attempts\)\.$/);
  });

  it.each([
    [undefined, 'Check "helm-version": its publisher has no such file.'],
    [
      'mirror',
      'Put the file into the mirror at this path, correct "tools-mirror", or install helm in an earlier step.',
    ],
  ])('is not tried again where the file does not exist (%s)', async (isMirror, hint) => {
    server.answer(HELM, answerStatus(404));
    const error = await errorOf(
      get(['helm'], isMirror === undefined ? {} : { mirror: server.mirror }),
    );
    expect(error.message).toMatch(/: the server answered 404\.$/);
    expect(error.hint).toBe(hint);
    expect(server.asked).toHaveLength(1);
  });

  it.each([
    ['leaves TLS', 'http://get.helm.sh/x'],
    ['leads nowhere', 'https://'],
  ])('is a redirect that %s', async (_, location) => {
    server.answer(HELM, (response) => void response.writeHead(302, { location }).end());
    const { message } = await errorOf(get(['helm']));
    expect(message).toContain(`: it leads to ${location}.`);
  });

  it('is a network without the publisher', async () => {
    const env = { HTTPS_PROXY: 'http://127.0.0.1:1' };
    const { message } = await errorOf(get(['helm'], { env }));
    expect(message).toMatch(
      /: the proxy http:\/\/127\.0\.0\.1:1: connect ECONNREFUSED 127\.0\.0\.1:1 \(4 attempts\)\.$/,
    );
  });

  it('is a certificate that nobody trusts', async () => {
    setDefaultCACertificates(authorities);
    try {
      const { message, hint } = await errorOf(get(['helm']));
      expect(message).toMatch(/: the server's certificate is not trusted \(.*\)\.$/);
      expect(hint).toContain('$NODE_EXTRA_CA_CERTS');
      expect(server.asked).toEqual([]);
    } finally {
      setDefaultCACertificates([...authorities, readFileSync(server.authority, 'utf8')]);
    }
  });

  it('of one tool ends the downloads of the others', async () => {
    server.answer(HELM, answerAndHang());
    server.answer(SOPS, answerStatus(404));
    const { message } = await errorOf(get(['helm', 'sops']));
    expect(message).toMatch(/^sops 3\.13\.3 cannot be downloaded/);
    expect(cached()).toEqual([]);
  });

  it('is a cancel', async () => {
    const cancel = new AbortController();
    server.answer(HELM, (response) => {
      response.writeHead(200).flushHeaders();
      cancel.abort();
    });
    await expect(get(['helm'], { signal: cancel.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(cached()).toEqual([]);
  });

  it('is a full disk', async () => {
    const file = await open('/dev/full', 'w');
    const url = new URL(`https://${HELM}`);
    const { env } = fetching();
    try {
      const download = tryDownload({ url, file, env, signal: never });
      await expect(download).rejects.toMatchObject({ code: 'ENOSPC' });
    } finally {
      await file.close();
    }
  });

  it('is a cache that cannot be written to', async () => {
    const found = places(['helm']);
    rmSync(join(root, 'cache'), { recursive: true });
    writeFileSync(join(root, 'cache'), '');
    const { code, message } = await errorOf(fetchMissing(found, fetching()));
    expect(code).toBe('file-error');
    expect(message).toMatch(
      /^helm 4\.3\.0 cannot be saved in ".*\/cache\/helm-migrate": .*ENOTDIR/,
    );
  });
});

describe('what is in the cache', () => {
  const isFetchedAgain = async (): Promise<void> => {
    expect(places(['helm', 'helm-secrets']).missing).toHaveLength(1);
    await get(['helm', 'helm-secrets']);
    expect(places(['helm', 'helm-secrets']).missing).toEqual([]);
    expect(cached()).toHaveLength(2);
  };

  it.each<[string, (entry: { helm: string; plugins: string }) => void]>([
    ['has a helm of another size', ({ helm }) => writeFileSync(helm, 'evil')],
    ['has a helm that others may write', ({ helm }) => chmodSync(helm, 0o777)],
    ['has a file more', ({ helm }) => writeFileSync(join(helm, '../more'), '')],
    ['is not whole', ({ helm }) => rmSync(join(helm, '../bytes'))],
    [
      'has a script that was changed',
      ({ plugins }) =>
        writeFileSync(join(plugins, 'secrets/scripts/run.sh'), '#!/bin/sh\necho evil\n'),
    ],
    [
      'has a plugin more',
      ({ plugins }) => {
        mkdirSync(join(plugins, 'evil'));
        writeFileSync(join(plugins, 'evil/plugin.yaml'), 'name: evil\n');
      },
    ],
    [
      'has a link in place of a script',
      ({ plugins }) => {
        const path = join(plugins, 'secrets/scripts/run.sh');
        rmSync(path);
        symlinkSync(join(plugins, 'secrets-getter/scripts/run.sh'), path);
      },
    ],
    ['lies in a folder that others may write to', ({ plugins }) => chmodSync(plugins, 0o777)],
  ])('is fetched again where it %s', async (_, spoil) => {
    const { helm = '', placed } = await get(['helm', 'helm-secrets']);
    spoil({ helm, plugins: placed.plugins?.split(':')[0] ?? '' });
    await isFetchedAgain();
  });

  it('is not trusted where it is of another user', async () => {
    await get(['helm']);
    const user = (process.getuid?.() ?? 0) + 1;
    const isRoot = process.getuid?.() === 0;
    expect(places(['helm'], { user }).missing).toHaveLength(isRoot ? 0 : 1);
  });

  it('is another one for another sum', async () => {
    await get(['sops']);
    const other = Buffer.alloc(10, 'x');
    checksums = [
      { tool: 'sops', version: '3.13.3', part: PLATFORM, sha256: server.put(SOPS, other) },
    ];
    await get(['sops']);
    expect(cached()).toHaveLength(2);
  });

  it.each([
    ['no tool cache', {}],
    ['a tool cache that helm would cut in two', { RUNNER_TOOL_CACHE: '/tmp/a:b' }],
    ['a tool cache that cannot be made', { RUNNER_TOOL_CACHE: '/dev/null/x' }],
  ])('is for this step alone where there is %s', (_, env) => {
    expect(places(['helm'], { env }).cache.root).toBe(join(root, 'own/tools'));
  });
});

it("links to the runner's plugins stand for folders with another helm-secrets", () => {
  const folder = join(root, 'runner/diff');
  mkdirSync(folder, { recursive: true });
  mkdirSync(join(root, 'own'));
  const plugins = [
    { folder, manifest: 'name: diff\n' },
    { folder: join(root, 'runner/secrets'), manifest: 'name: secrets\n' },
  ];
  const { placed } = places(['helm-secrets'], { plugins });
  const [, links = ''] = placed.plugins?.split(':') ?? [];
  expect(links).toBe(join(root, 'own/plugins'));
  expect(readdirSync(links)).toEqual(['0-diff']);
});

it('a version that could not be verified is not fetched', () => {
  checksums = [];
  const wanted = [{ tool: 'helm', version: '9.9.9' }] as const;
  const plan = { helm: undefined, major: 9, version: undefined, wanted };
  const choice = { versions: { ...VERSIONS }, checksums, mirror: undefined };
  const around = {
    choice,
    platform: PLATFORM,
    env: {},
    user: 0,
    ownFolder: root,
    plugins: [],
    pluginFolders: [],
  };
  expect(() => findPlaces(plan, around)).toThrow(
    'helm 9.9.9 for linux-amd64 is not in the table of checksums, so a download of it could not be verified.',
  );
});
