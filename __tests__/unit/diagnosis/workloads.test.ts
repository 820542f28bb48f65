import { expect, it } from '@jest/globals';
import type { Observation } from '../../../src/hooks/observation.js';
import { judgeWorkloads } from '../../../src/diagnosis/workloads.js';
import { makeFailure, makeHook, makeRelease, makeResult, makeSeen } from '../../fakes/facts.js';

const failed = makeRelease({ status: 'failed' });
const killed = makeRelease({ status: 'pending-upgrade' });
const running = makeResult({ hook: makeHook(), verdict: { kind: 'running' } });
const after = makeFailure({ event: 'post-upgrade' });
/** A hook that has succeeded, which the record of a killed helm does not say. */
const unsaid = makeResult({ hook: makeHook({ phase: 'Running' }) });

it.each<readonly [string, Partial<Observation>, string]>([
  ['no revision was begun', { release: undefined, hooks: [] }, 'unchanged'],
  ['a pre hook failed', { release: failed, hooks: [makeFailure()] }, 'unchanged'],
  ['a pre hook is still running', { release: failed, hooks: [running] }, 'unchanged'],
  [
    'the first of two pre hooks failed',
    { release: failed, hooks: [makeFailure(), running] },
    'unchanged',
  ],
  [
    'the pre hooks succeeded, the rest failed',
    { release: failed, hooks: [makeResult()] },
    'changed',
  ],
  ['a post hook failed', { release: failed, hooks: [makeResult(), after] }, 'changed'],
  ['there are no hooks', { release: failed, hooks: [] }, 'changed'],
  ['helm was killed while a hook ran', { release: killed, hooks: [running] }, 'unchanged'],
  ['helm was killed after the last hook', { release: killed, hooks: [unsaid] }, 'changed'],
])('%s: %s', (_title, more, workloads) => {
  expect(judgeWorkloads(false, makeSeen(more))).toBe(workloads);
});

it('are changed by a deploy', () => {
  expect(judgeWorkloads(true, makeSeen())).toBe('changed');
});
