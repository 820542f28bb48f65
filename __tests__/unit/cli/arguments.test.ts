import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { makeContract } from '../../../script/lib/readme-tables.js';
import { type Asked, readArguments, type Run } from '../../../src/cli/arguments.js';
import { EXIT_CODES } from '../../../src/cli/exit-codes.js';
import { DEFAULTS } from '../../fakes/inputs.js';

const DEPLOY = ['deploy', '--release', 'backend', '--chart', 'charts/backend'];

function readRun(args: readonly string[], env: Readonly<Record<string, string>> = {}): Run {
  const asked = readArguments(args, env);
  if (asked.kind !== 'run') throw new Error(`expected a run, got ${asked.kind}: ${asked.text}`);
  return asked;
}

function readUsage(args: readonly string[]): Exclude<Asked, Run> {
  const asked = readArguments(args, {});
  if (asked.kind === 'run') throw new Error('expected no run');
  return asked;
}

it('knows the inputs as action.yml has them: npm run tables', () => {
  const [action, manifest] = ['action.yml', 'package.json'].map((path) =>
    readFileSync(path, 'utf8'),
  );
  expect(readFileSync('src/cli/contract.json', 'utf8')).toBe(
    makeContract(action ?? '', manifest ?? ''),
  );
});

describe('a run', () => {
  it('has the command, and every input that has a default', () => {
    const { given } = readRun(DEPLOY);
    expect(given.get('command')).toBe('deploy');
    const fixed = new Set(['command', 'summary', 'github-token']);
    const expected = Object.entries(DEFAULTS).filter(([name, text]) => text && !fixed.has(name));
    for (const [name, text] of expected) expect([name, given.get(name)]).toEqual([name, text]);
  });

  it.each([
    [['--wait'], 'wait', 'true'],
    [['--wait', 'false'], 'wait', 'false'],
    [['--wait=true'], 'wait', 'true'],
    [['--timeout', '5m'], 'timeout', '5m'],
    [['--kube-context=a b'], 'kube-context', 'a b'],
    [['--set', 'a=1', '--set', 'b=2,3'], 'set', 'a=1\nb=2,3'],
    [['--values', 'a.yaml', '--values=b.yaml'], 'values', 'a.yaml\nb.yaml'],
    [['--helm-args=--force'], 'helm-args', '--force'],
    [['--timeout=1m', '--timeout=2m'], 'timeout', '2m'],
  ])('reads %j as %s', (args, name, text) => {
    expect(readRun([...DEPLOY, ...args]).given.get(name)).toBe(text);
  });

  it('takes from the environment what no flag says', () => {
    const env = { HELM_MIGRATE_NAMESPACE: 'shop', HELM_MIGRATE_TIMEOUT: '9m' };
    const { given } = readRun([...DEPLOY, '--timeout', '5m'], env);
    expect([given.get('namespace'), given.get('timeout')]).toEqual(['shop', '5m']);
  });

  it('takes secrets from the environment', () => {
    const env = { HELM_MIGRATE_REGISTRY_PASSWORD: 'hunter2', HELM_MIGRATE_VALUES_INLINE: 'a: b' };
    const { given } = readRun(DEPLOY, env);
    expect([given.get('registry-password'), given.get('values-inline')]).toEqual([
      'hunter2',
      'a: b',
    ]);
  });

  it.each(['comment', 'github-token', 'summary', 'command'])(
    'has no "%s" of a workflow',
    (name) => {
      const variable = `HELM_MIGRATE_${name.toUpperCase().replace('-', '_')}`;
      const { given } = readRun(DEPLOY, { [variable]: 'always' });
      expect(given.get(name)).toBe(
        { command: 'deploy', comment: 'never', summary: 'false' }[name] ?? '',
      );
    },
  );

  it('writes a summary and JSON where it is told to', () => {
    const plain = readRun(DEPLOY);
    expect([plain.summary, plain.output, plain.given.get('summary')]).toEqual([
      undefined,
      'text',
      'false',
    ]);
    const told = readRun([...DEPLOY, '--summary', 'out.md', '--output=json']);
    expect([told.summary, told.output, told.given.get('summary')]).toEqual([
      'out.md',
      'json',
      'true',
    ]);
  });

  it('rolls back to a revision', () => {
    const { given } = readRun(['rollback', '--release', 'backend', '--revision', '3']);
    expect([given.get('command'), given.get('revision')]).toEqual(['rollback', '3']);
  });
});

it('takes the paths of migrations for a plan', () => {
  const args = ['--migrations-path=db/a', '--migrations-path', 'db/b'];
  const { given } = readRun(['plan', ...DEPLOY.slice(1), ...args]);
  expect(given.get('migrations-path')).toBe('db/a\ndb/b');
});

describe('what is no run', () => {
  it.each([
    [[], 'usage-error', 'Usage: helm-migrate'],
    [['explode'], 'usage-error', "error: unknown command 'explode'"],
    [[...DEPLOY, '--tiemout', '5m'], 'usage-error', "error: unknown option '--tiemout'"],
    [[...DEPLOY, 'extra'], 'usage-error', 'error: too many arguments'],
    [[...DEPLOY, '--timeout'], 'usage-error', "error: option '--timeout <text>' argument missing"],
    [[...DEPLOY, '--output=xml'], 'usage-error', 'Allowed choices are text, json'],
    [['--help'], 'help', 'Usage: helm-migrate'],
    [['deploy', '--help'], 'help', '--create-namespace'],
    [['--version'], 'help', '.'],
  ])('%j is %s', (args, kind, text) => {
    const asked = readUsage(args);
    expect(asked.kind).toBe(kind);
    expect(asked.text).toContain(text);
    expect(asked.text.endsWith('\n')).toBe(true);
  });

  it.each(['registry-password', 'values-inline'])(
    'refuses --%s, and does not repeat it',
    (name) => {
      const { kind, text } = readUsage([...DEPLOY, `--${name}`, 'hunter2hunter2']);
      expect(kind).toBe('usage-error');
      expect(text).toContain(`$HELM_MIGRATE_${name.toUpperCase().replace('-', '_')}`);
      expect(text).not.toContain('hunter2');
      expect(readUsage(['deploy', '--help']).text).not.toContain(`--${name}`);
    },
  );

  it('explains the flags of a rollback', () => {
    const { text } = readUsage(['rollback', '--help']);
    for (const flag of ['--revision ', '--release ', '--kubeconfig ', '--active-hook '])
      expect(text).toContain(flag);
    for (const flag of ['--chart ', '--values ', '--atomic ']) expect(text).not.toContain(flag);
  });

  it('explains the flags of a plan', () => {
    expect(readUsage(['plan', '--help']).text).toContain('--migrations-path <item>');
  });

  it('explains every flag and exit code', () => {
    const { text } = readUsage(['deploy', '--help']);
    const hidden = [
      'revision',
      'plan-set',
      'command',
      'comment',
      'comment-environment',
      'migrations-path',
      'github-token',
      'registry-password',
      'values-inline',
    ];
    for (const name of Object.keys(DEFAULTS))
      expect([name, text.includes(`--${name} `)]).toEqual([name, !hidden.includes(name)]);
    for (const [outcome, code] of Object.entries(EXIT_CODES))
      expect(text.replaceAll(/\s+/g, ' ')).toContain(`${String(code)} ${outcome}`);
  });
});
