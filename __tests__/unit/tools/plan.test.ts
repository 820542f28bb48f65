import { describe, expect, it } from '@jest/globals';
import { ActionError } from '../../../src/errors.js';
import type { FoundTools } from '../../../src/helm/tools.js';
import type { ToolChoice } from '../../../src/inputs/tool-versions.js';
import { planTools } from '../../../src/tools/plan.js';

const NONE: ToolChoice['versions'] = {
  helm: undefined,
  'helm-secrets': undefined,
  sops: undefined,
  vals: undefined,
};
const helm = (major: number | undefined, version = `v${String(major)}.9.9`) => ({
  path: '/bin/helm',
  major,
  version: major === undefined ? undefined : version,
});
const plugin = (majors: readonly number[], version = '4.7.7') => ({
  folder: '/plugins/x',
  version,
  majors,
});
const sops = (path: string | undefined, name = 'sops') => ({ tool: 'sops', name, path }) as const;
const vals = { tool: 'vals', name: 'vals', path: undefined } as const;
const BARE: FoundTools = { helm: undefined, plugins: [], decrypter: sops(undefined) };
const ALL: FoundTools = {
  helm: helm(4),
  plugins: [plugin([4])],
  decrypter: sops('/bin/sops'),
};

const want = (found: FoundTools, versions: Partial<ToolChoice['versions']> = {}) =>
  planTools(found, { ...NONE, ...versions }).wanted.map(
    ({ tool, version }) => `${tool} ${version}`,
  );

describe('what is set up', () => {
  it.each<[string, FoundTools, Partial<ToolChoice['versions']>, readonly string[]]>([
    ['nothing where all is installed', ALL, {}, []],
    ['all where nothing is', BARE, {}, ['helm 4.3.0', 'helm-secrets 4.7.7', 'sops 3.13.3']],
    [
      'no sops where nothing is encrypted',
      { ...BARE, decrypter: undefined },
      {},
      ['helm 4.3.0', 'helm-secrets 4.7.7'],
    ],
    [
      'helm alone without helm-secrets',
      { ...BARE, plugins: undefined, decrypter: undefined },
      {},
      ['helm 4.3.0'],
    ],
    [
      'vals with its backend',
      { ...BARE, decrypter: vals },
      {},
      ['helm 4.3.0', 'helm-secrets 4.7.7', 'vals 0.46.0'],
    ],
    [
      'versions that are asked for',
      BARE,
      { helm: '3.22.0', 'helm-secrets': '4.7.8', sops: '3.13.2' },
      ['helm 3.22.0', 'helm-secrets 4.7.8', 'sops 3.13.2'],
    ],
    [
      'also where another one is installed',
      ALL,
      { helm: '4.2.4', 'helm-secrets': '4.7.7', sops: '3.13.3' },
      ['helm 4.2.4', 'helm-secrets 4.7.7', 'sops 3.13.3'],
    ],
    [
      'no tool that is not needed, though its version is given',
      { ...ALL, plugins: undefined, decrypter: undefined },
      { 'helm-secrets': '4.7.7', sops: '3.13.3', vals: '0.46.0' },
      [],
    ],
    [
      'helm-secrets where the plugin is for the other helm',
      { ...ALL, plugins: [plugin([3])] },
      {},
      ['helm-secrets 4.7.7'],
    ],
    [
      'helm-secrets where the plugin would decrypt beside the file',
      { ...ALL, plugins: [plugin([4], '4.4.2')] },
      {},
      ['helm-secrets 4.7.7'],
    ],
    [
      'helm-secrets where helm would take the older of two',
      { ...ALL, plugins: [plugin([4], '4.4.2'), plugin([4])] },
      {},
      ['helm-secrets 4.7.7'],
    ],
    [
      'helm-secrets for another helm than the installed one',
      ALL,
      { helm: '3.22.0' },
      ['helm 3.22.0', 'helm-secrets 4.7.7'],
    ],
    [
      'helm-secrets for Helm 3 beside one for Helm 4, which it cannot load',
      { ...ALL, helm: helm(3), plugins: [plugin([3]), plugin([4])] },
      {},
      ['helm-secrets 4.7.7'],
    ],
    [
      'nothing for Helm 4 beside one for Helm 3',
      { ...ALL, plugins: [plugin([3]), plugin([4])] },
      {},
      [],
    ],
    ['helm where it is Helm 2', { ...ALL, helm: helm(2) }, {}, ['helm 4.3.0']],
    ['nothing for a wrapper that tells no version', { ...ALL, helm: helm(undefined) }, {}, []],
  ])('%s', (_, found, versions, wanted) => {
    expect(want(found, versions)).toEqual(wanted);
  });
});

it.each<[FoundTools, string | undefined, string | undefined, string | undefined]>([
  [ALL, undefined, '/bin/helm', 'v4.9.9'],
  [ALL, '3.22.0', undefined, 'v3.22.0'],
  [BARE, undefined, undefined, 'v4.3.0'],
])('says which helm runs', (found, asked, path, version) => {
  const plan = planTools(found, { ...NONE, helm: asked });
  expect([plan.helm?.path, plan.version]).toEqual([path, version]);
});

function fail(run: () => unknown): ActionError {
  try {
    run();
  } catch (error) {
    if (error instanceof ActionError) return error;
    throw error;
  }
  throw new Error('nothing was missing');
}

describe('what cannot be set up', () => {
  it('is helm-secrets for a helm that does not tell its version', () => {
    const found = { ...ALL, helm: helm(undefined), plugins: [] };
    const error = fail(() => planTools(found, NONE));
    expect([error.code, error.message]).toEqual([
      'missing-tool',
      'helm-secrets is needed, and "/bin/helm" does not tell whether it is Helm 3 or Helm 4.',
    ]);
    expect(error.hint).toMatch(/^Set "helm-version", or install helm-secrets yourself\./);
  });

  it('is a program that a variable names', () => {
    const found = { ...ALL, decrypter: sops(undefined, '/no/sops') };
    const { message, hint } = fail(() => planTools(found, NONE));
    expect(message).toBe('/no/sops is needed, and the program does not exist.');
    expect(hint).toBe(
      'Correct the variable that names it, or remove it: the action then sets up sops.',
    );
    expect(want(found, { sops: '3.13.3' })).toEqual(['sops 3.13.3']);
  });
});
