import { expect, it } from '@jest/globals';
import { buildDryRunCommand, type DryRunFacts } from '../../../src/helm/dry-run-args.js';
import { parse } from '../../fakes/inputs.js';

const FACTS: DryRunFacts = {
  helm: '/usr/bin/helm',
  env: { PATH: '/bin' },
  files: {
    ...{ folder: '/tmp/x', decrypted: '/tmp/x/t', kubeconfig: undefined, helmConfig: undefined },
    valuesInline: '/tmp/x/values.yaml',
  },
  ...{ runUrl: undefined, commit: undefined, version: 'v4.3.1' },
};
const GIVEN = { command: 'plan', 'plan-set': 'migrate.dryRun=true', set: 'a=1', version: '1.2.3' };
const IN_UPGRADE = { isUpgrade: true, planSet: ['migrate.dryRun=true'] };

it('renders the chart as another release, with plan-set after all values', () => {
  expect(buildDryRunCommand(parse(GIVEN), FACTS, IN_UPGRADE)).toMatchObject({
    program: '/usr/bin/helm',
    args: [
      ...['secrets', 'template', '--version=1.2.3', '--namespace=shop'],
      ...['--values=/tmp/x/values.yaml', '--set=a=1', '--set=migrate.dryRun=true'],
      ...['--dry-run=server', '--is-upgrade', '--', 'backend-plan', './chart'],
    ],
    cwd: '/work',
  });
});

it('renders it without plan-set, and for an install', () => {
  const { args } = buildDryRunCommand(parse(GIVEN), FACTS, {
    ...{ isUpgrade: false, planSet: [] },
  });
  expect(args).not.toContain('--is-upgrade');
  expect(args).not.toContain('--set=migrate.dryRun=true');
  expect(args).toContain('--set=a=1');
});

it.each([
  ['v3.22.0', true],
  ['v4.3.1', false],
  [undefined, false],
])('asks Helm %s for the APIs of the cluster by --validate: %s', (version, expected) => {
  const { args } = buildDryRunCommand(parse(GIVEN), { ...FACTS, version }, IN_UPGRADE);
  expect(args.includes('--validate')).toBe(expected);
});

it('leaves out what helm template does not have, and makes no namespace', () => {
  const inputs = parse({
    ...GIVEN,
    'create-namespace': 'true',
    'secrets-backend': 'none',
    'history-max': '5',
    description: 'words',
    'helm-args': '--reset-values\n--server-side\nauto\n--server-side=true\n--hide-secret\n--devel',
  });
  const { args } = buildDryRunCommand(inputs, FACTS, IN_UPGRADE);
  expect(args[0]).toBe('template');
  expect(
    args.filter((arg) => /reset|server-side|auto|hide|history|description|create/.test(arg)),
  ).toEqual([]);
  expect(args).toContain('--devel');
});
