import { describe, expect, it } from '@jest/globals';
import { TOOL_NAMES, type ToolName } from '../../../src/inputs/tool-versions.js';
import { CHECKSUMS } from '../../../src/tools/checksums.js';
import { DEFAULT_VERSIONS } from '../../../src/tools/plan.js';
import { platformOf, sourceOf } from '../../../src/tools/source.js';
import { makeTable, parseTable } from '../../../src/tools/table.js';

const OWN = 'f'.repeat(64);

describe('our table', () => {
  const table = makeTable([]);
  const lines = CHECKSUMS.trim().split('\n');

  it('has nothing but sums, each once, and each with its source', () => {
    const parsed = parseTable(CHECKSUMS);
    expect(parsed).toHaveLength(lines.length);
    expect(new Set(parsed.map((it) => `${it.tool} ${it.version} ${it.part}`)).size).toBe(
      lines.length,
    );
    expect(lines.filter((line) => line.split(' ').length < 5)).toEqual([]);
  });

  it.each(TOOL_NAMES.filter((tool) => tool !== 'helm-secrets'))(
    'has the default of %s for both platforms',
    (tool) => {
      for (const arch of ['x64', 'arm64'])
        expect(table.sumOf(tool, DEFAULT_VERSIONS[tool], platformOf(arch))).toMatch(
          /^[0-9a-f]{64}$/,
        );
    },
  );

  it('has every file of the default of helm-secrets', () => {
    const files = table.filesOf(DEFAULT_VERSIONS['helm-secrets']);
    expect(files.size).toBe(30);
    expect([...files.keys()]).toContain('scripts/run.sh');
  });

  it('says which versions there are, newest first', () => {
    expect(table.versionsOf('sops', 'linux-arm64').slice(0, 2)).toEqual(['3.13.3', '3.13.2']);
    expect(table.versionsOf('helm', 'linux-arm64')).not.toContain('3.21.3');
    expect(table.versionsOf('helm-secrets', 'linux-amd64')).toEqual(['4.7.7']);
  });
});

it("the user's own lines extend the table, and win", () => {
  const table = makeTable([
    { tool: 'helm', version: '9.9.9', part: 'linux-amd64', sha256: OWN },
    { tool: 'sops', version: '3.13.3', part: 'linux-amd64', sha256: OWN },
    { tool: 'helm-secrets', version: '9.9.9', part: 'scripts/run.sh', sha256: OWN },
  ]);
  expect(table.sumOf('helm', '9.9.9', 'linux-amd64')).toBe(OWN);
  expect(table.sumOf('helm', '9.9.9', 'linux-arm64')).toBeUndefined();
  expect(table.sumOf('sops', '3.13.3', 'linux-amd64')).toBe(OWN);
  expect([...table.filesOf('9.9.9')]).toEqual([['scripts/run.sh', OWN]]);
});

describe('a download', () => {
  it.each<[ToolName, string, string]>([
    ['helm', '4.3.0', 'https://get.helm.sh/helm-v4.3.0-linux-arm64.tar.gz'],
    [
      'sops',
      '3.13.3',
      'https://github.com/getsops/sops/releases/download/v3.13.3/sops-v3.13.3.linux.arm64',
    ],
    [
      'vals',
      '0.46.0',
      'https://github.com/helmfile/vals/releases/download/v0.46.0/vals_0.46.0_linux_arm64.tar.gz',
    ],
    [
      'helm-secrets',
      '4.7.7',
      'https://github.com/jkroepke/helm-secrets/releases/download/v4.7.7/helm-secrets.tar.gz',
    ],
  ])('of %s %s is at its publisher, or at the same path of a mirror', (tool, version, url) => {
    expect(sourceOf({ tool, version }, 'linux-arm64', undefined).url).toBe(url);
    const mirror = 'https://me:x@mirror.example.com/tools';
    expect(sourceOf({ tool, version }, 'linux-arm64', mirror).url).toBe(
      url.replace('https:/', mirror),
    );
  });
});
