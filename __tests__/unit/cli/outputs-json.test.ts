import { expect, it } from '@jest/globals';
import { formatOutputs } from '../../../src/cli/outputs-json.js';
import type { Outputs } from '../../../src/report/outputs.js';

const OUTPUTS: Outputs = {
  ...{ outcome: 'hook-failed', cause: 'hook-exit', reason: 'a "b"', advice: '', hook: 'migrate' },
  ...{ workloads: 'unchanged', namespace: '7', revision: '4', 'deployed-revision': '' },
  ...{ 'exit-code': '0', 'helm-exit-code': '1', applied: '0', pending: '2', duration: '12' },
  ...{
    hooks: '[{"name":"migrate"}]',
    rollout: '[]',
    migrations: '[]',
    changes: '[]',
    'log-file': '/tmp/a.log',
  },
};

it('is one JSON document: lists as lists, numbers as numbers, nothing as null', () => {
  const text = formatOutputs(OUTPUTS);
  expect(text.endsWith('}\n')).toBe(true);
  expect(JSON.parse(text)).toEqual({
    ...OUTPUTS,
    ...{ advice: null, revision: 4, 'deployed-revision': null },
    ...{ 'exit-code': 0, 'helm-exit-code': 1, applied: 0, pending: 2, duration: 12 },
    ...{ hooks: [{ name: 'migrate' }], rollout: [], migrations: [], changes: [] },
  });
});
