import { describe, expect, it } from '@jest/globals';
import { parse, refuse } from '../../fakes/inputs.js';

const PLAN = { command: 'plan', 'plan-set': 'migrate.dryRun=true' };

describe('plan-set', () => {
  it('is read like "set", for a plan', () => {
    expect(parse(PLAN).planSet).toEqual(['migrate.dryRun=true']);
    expect(parse({ ...PLAN, 'plan-set': ' a=1 \n\nb=2' }).planSet).toEqual(['a=1', 'b=2']);
    expect(parse({ command: 'plan' }).planSet).toEqual([]);
  });

  it.each([
    ['- a=1', 'Input "plan-set": expected one item per line, as plain text, got a YAML list.'],
    [
      '--set a=1',
      'Input "plan-set": expected one item per line, as plain text, got the flag --set.',
    ],
    [
      'password=ref+vault://secret/shop#/password',
      /^Input "plan-set": expected no reference to a secret, got one in/,
    ],
  ])('refuses "%s"', (item, message) => {
    expect(refuse({ ...PLAN, 'plan-set': item }).message).toMatch(message);
  });

  it.each(['deploy', 'rollback'])('is refused for a %s, without its value', (command) => {
    expect(refuse({ ...PLAN, command })).toMatchObject({
      message: `Input "plan-set": expected no value with "command: ${command}", got "migrate.dryRun".`,
      hint: 'Set "command: plan", or leave "plan-set" out.',
    });
  });

  it('needs a release whose name still fits with "-plan"', () => {
    expect(parse({ ...PLAN, release: 'a'.repeat(48) }).planSet).toHaveLength(1);
    expect(refuse({ ...PLAN, release: 'a'.repeat(49) }).message).toMatch(
      /^Input "release": expected at most 48 characters with "plan-set", got "a{49}"\.$/,
    );
    expect(parse({ command: 'plan', release: 'a'.repeat(53) }).release).toHaveLength(53);
  });

  it.each(['--reuse-values', '--reset-then-reuse-values=true'])('is refused with %s', (arg) => {
    expect(refuse({ ...PLAN, 'helm-args': arg }).message).toMatch(
      /^Input "helm-args": expected no --re\S+-values with "plan-set"/,
    );
    expect(parse({ command: 'plan', 'helm-args': arg }).helmArgs).toEqual([arg]);
  });
});
