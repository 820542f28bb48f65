import { describe, expect, it } from '@jest/globals';
import { findHelmError, readHelmError } from '../../../src/diagnosis/helm-error.js';

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
      'with values that its schema refuses',
      [
        "Error: values don't meet the specifications of the schema(s) in the following chart(s):",
        'migrate:',
        "- at '/image/tag': got number, want string",
        "- at '/database': validation failed",
        "  - at '/database/port': got string, want integer",
        '',
      ],
      "values don't meet the specifications of the schema(s) in the following chart(s): migrate: at '/image/tag': got number, want string; at '/database': validation failed; at '/database/port': got string, want integer",
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

  it('is cut in its middle where it is very long, and judged whole', () => {
    const stderr = [
      `Error: spec.template: Invalid value: ${'x'.repeat(100_000)}: field is immutable`,
    ];
    const found = findHelmError(stderr);
    expect(found.length).toBeLessThanOrEqual(2_000);
    expect(found).toMatch(/^spec\.template: Invalid value: x+ … x+: field is immutable$/);
    expect(readHelmError(stderr).length).toBeGreaterThan(100_000);
  });
});
