import { expect, it } from '@jest/globals';
import { parseInputs } from '../../src/inputs/inputs.js';
import { makeOutputs } from '../../src/report/outputs.js';
import { ACTION, DEFAULTS, FILES } from '../fakes/inputs.js';
import { fakeHost } from '../fakes/host.js';

it('has every input that the code reads, and no other', () => {
  const asked = new Set<string>();
  const given: Readonly<Record<string, string>> = {
    ...DEFAULTS,
    release: 'backend',
    chart: './chart',
  };
  parseInputs((name) => {
    asked.add(name);
    return given[name] ?? '';
  }, fakeHost(FILES));
  expect([...asked].sort()).toEqual(Object.keys(DEFAULTS).sort());
});

it('has every output that the code writes, and no other', () => {
  const diagnosis = {
    outcome: 'blocked',
    cause: 'guard',
    reason: '',
    advice: '',
    workloads: 'unchanged',
    hook: undefined,
  } as const;
  const unseen = {
    seen: undefined,
    helmMs: undefined,
    helmExitCode: undefined,
    logFile: undefined,
  };
  const outputs = makeOutputs(diagnosis, { release: 'backend', namespace: 'shop', ...unseen });
  expect(Object.keys(outputs)).toEqual(Object.keys(ACTION['outputs'] ?? {}));
});

it('runs the bundles on Node 24', () => {
  expect(ACTION['runs']).toEqual({
    using: 'node24',
    main: 'dist/index.js',
    post: 'dist/post.js',
    'post-if': 'always()',
  });
});
