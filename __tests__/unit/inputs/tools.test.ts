import { expect, it } from '@jest/globals';
import { parse, refuse } from '../../fakes/inputs.js';

const SUM = 'a'.repeat(64);

it.each([
  ['4.3.0', '4.3.0'],
  ['v4.3.0', '4.3.0'],
  [' 4.3.0-rc.1 ', '4.3.0-rc.1'],
  ['', undefined],
])('a version may be %j', (given, version) => {
  expect(parse({ 'helm-version': given }).tools.versions.helm).toBe(version);
});

it.each(['latest', '4', '4.3', '^4.3.0', '4.3.0 evil', '../4.3.0', '4.3.0/..'])(
  'a version may not be %j',
  (given) => {
    expect(refuse({ 'sops-version': given }).message).toBe(
      `Input "sops-version": expected a version like "3.13.3", got "${given}".`,
    );
  },
);

it('checksums are lines like those of our table', () => {
  const lines = [`# mine`, `helm v4.3.1  linux-amd64\t${SUM.toUpperCase()} from me`, ''];
  expect(parse({ 'tool-checksums': lines.join('\n') }).tools.checksums).toEqual([
    { tool: 'helm', version: '4.3.1', part: 'linux-amd64', sha256: SUM },
  ]);
});

it.each([`kubectl 1.35.0 linux-amd64 ${SUM}`, `helm 4.3.1 ${SUM}`, 'helm 4.3.1 linux-amd64 abc'])(
  'a checksum may not be %j',
  (line) => {
    expect(refuse({ 'tool-checksums': line }).message).toContain(
      'Input "tool-checksums": expected "<tool> <version> <platform> <SHA-256>" in each line, got ',
    );
  },
);

it('a mirror is a URL, with a login or without', () => {
  const url = 'https://me:x@mirror.example.com/tools';
  expect(parse({ 'tools-mirror': `${url}/` }).tools.mirror).toBe(url);
});

it.each(['mirror.example.com', 'ftp://me:secret@mirror', 'https://'])(
  'a mirror may not be %j, and is not shown',
  (given) => {
    expect(refuse({ 'tools-mirror': given }).message).toBe(
      'Input "tools-mirror": expected a URL like "https://mirror.example.com/tools", got something else.',
    );
  },
);
