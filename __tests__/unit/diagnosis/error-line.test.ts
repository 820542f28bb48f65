import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { findHelmError, findTellingLine } from '../../../src/diagnosis/error-line.js';
import { toLogLines } from '../../fakes/recording.js';

const read = (name: string) =>
  toLogLines(readFileSync(`__tests__/fixtures/logs/sql-migrate-${name}.log`, 'utf8'));
const lines = (...texts: readonly string[]) => texts.map((text) => ({ time: '', text }));

describe('the line that says what went wrong', () => {
  it.each([
    ['wrong-token', /refused user "deploy" and the token/],
    ['missing-ref', /has no branch, tag or commit "release\/2\.0"/],
    ['missing-repository', /error: .*missing\.git/],
    ['missing-path', /^error: /],
    ['no-migrations', /^error: /],
    ['untrusted-certificate', /^error: .*certificate/],
    ['unreachable', /^error: .*reach/],
  ])('of the real log %s', (name, words) => {
    expect(findTellingLine(read(name))).toMatch(words);
  });

  it.each([
    ['the last with a telling word', ['Error: a', 'x', 'FATAL b', 'done'], 'FATAL b'],
    ['the last, where none has one', ['one', 'two', '', '-----'], 'two'],
    ['nothing, where there is nothing', ['', '====', '   '], ''],
    ['no word that only begins so', ['errors_total 0', 'the end'], 'the end'],
    ['trimmed', ['   panic: x  '], 'panic: x'],
  ])('is %s', (_title, texts, line) => {
    expect(findTellingLine(lines(...texts))).toBe(line);
  });

  it('is cut where it is very long: it goes into a sentence', () => {
    const found = findTellingLine(lines(`error ${'x'.repeat(2_000_000)}`));
    expect(found.length).toBeLessThanOrEqual(1_000);
    expect(found.endsWith('…')).toBe(true);
  });
});

describe("helm's error", () => {
  it.each<readonly [string, readonly string[], string]>([
    ['one line', ['Error: UPGRADE FAILED: timed out'], 'UPGRADE FAILED: timed out'],
    ['after warnings', ['WARNING: kubeconfig is world-readable', 'Error: no'], 'no'],
    [
      'with its causes on further lines',
      ['Error: 2 errors occurred:', '\t* one', '\t* two', '', 'more'],
      '2 errors occurred: * one * two',
    ],
    [
      'under helm secrets the first: the second only says that the plugin failed',
      ['Error: UPGRADE FAILED: x', 'Error: plugin "secrets" exited with error'],
      'UPGRADE FAILED: x',
    ],
    ['of Helm 4, before its own log', ['Error: x', 'level=WARN msg=y'], 'x'],
    ['of helm-secrets', ['[helm-secrets] Decrypt: secrets.yaml', 'Error: x'], 'x'],
    ['none: the last line that is one', ['panic: x', '', '  '], 'panic: x'],
    ['none at all', [], ''],
  ])('%s', (_title, stderr, error) => {
    expect(findHelmError(stderr)).toBe(error);
  });

  it('is cut where it is very long', () => {
    const found = findHelmError([`Error: ${'x'.repeat(100_000)}`]);
    expect(found.length).toBeLessThanOrEqual(2_000);
  });
});
