import { describe, expect, it } from '@jest/globals';
import { findCommand } from '../../../src/inputs/command.js';
import { parse, refuse } from '../../fakes/inputs.js';

const ROLLBACK = { command: 'rollback', chart: '' };

describe('a rollback', () => {
  it('needs a release and no chart', () => {
    expect(parse(ROLLBACK)).toMatchObject({ command: 'rollback', chart: '', revision: undefined });
    expect(parse({ ...ROLLBACK, revision: ' 3 ' }).revision).toBe(3);
    expect(refuse({ ...ROLLBACK, release: '' }).message).toContain('"release"');
  });

  it('ignores what only a deploy reads, even where it is wrong', () => {
    const inputs = parse({
      ...{ ...ROLLBACK, chart: './nowhere', values: 'nowhere.yaml', 'values-inline': '{' },
      ...{ 'secrets-backend': 'vals', set: 'a=1', atomic: 'true', 'require-hook': 'true' },
    });
    expect(inputs).toMatchObject({
      ...{ values: [], encryptedValues: [], secretsBackend: 'none', atomic: false, wait: true },
      valuesInline: undefined,
    });
    expect(inputs.policy.requireHook).toBe(false);
  });

  it.each(['0', '-1', 'v3', '1.5', '10000000000'])('refuses the revision "%s"', (revision) => {
    expect(refuse({ ...ROLLBACK, revision }).message).toBe(
      `Input "revision": expected a revision of the release, such as 3, got "${revision}".`,
    );
  });
});

it('refuses a revision for a deploy, and a command that it does not know', () => {
  expect(refuse({ revision: '3' })).toMatchObject({
    message: 'Input "revision": expected no value with "command: deploy", got "3".',
    hint: 'Set "command: rollback", or leave "revision" out.',
  });
  expect(refuse({ command: 'destroy' }).message).toContain(
    'expected one of "deploy", "plan", "rollback"',
  );
});

it.each([
  [' plan\n', 'plan'],
  ['rollback', 'rollback'],
  ['', undefined],
  ['Plan', undefined],
])('finds the command in "%s", whatever is wrong with the other inputs', (text, expected) => {
  expect(findCommand(text)).toBe(expected);
});
