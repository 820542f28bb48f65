import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { diagnose } from '../../../src/diagnosis/diagnose.js';
import type { OutputFacts } from '../../../src/report/outputs.js';
import {
  helmFailed,
  makeFacts,
  makeFailure,
  makeHook,
  makeRelease,
  makeResult,
  makeSeen,
} from '../../fakes/facts.js';
import { makeValidOutputs as makeOutputs } from '../../fakes/output-schemas.js';
import { toLogLines } from '../../fakes/recording.js';

const readLog = (name: string) =>
  toLogLines(readFileSync(`__tests__/fixtures/logs/sql-migrate-${name}.log`, 'utf8'));

const outputFacts = (seen: OutputFacts['seen'], helmExitCode: number): OutputFacts => ({
  release: 'app',
  namespace: 'shop',
  seen,
  helmMs: 3_000,
  helmExitCode,
  logFile: '/tmp/hooks.log',
});

describe('outputs', () => {
  it('of a good deploy', () => {
    const secret = makeResult({
      hook: makeHook({ kind: 'Secret', name: 'app-secrets', weight: -10 }),
      attempts: 0,
      deciding: undefined,
      started: '',
      finished: '',
    });
    const seen = makeSeen({ hooks: [secret, makeResult({ log: readLog('fixed') })] });
    const { hooks, migrations, ...rest } = makeOutputs(
      diagnose(makeFacts({ seen })),
      outputFacts(seen, 0),
    );
    expect(rest).toEqual({
      outcome: 'deployed',
      cause: '',
      changes: '[]',
      reason: 'app revision 2 is deployed in namespace shop.',
      advice: '',
      hook: 'app-migration',
      workloads: 'changed',
      namespace: 'shop',
      revision: '2',
      'deployed-revision': '2',
      'exit-code': '0',
      'helm-exit-code': '0',
      applied: '1',
      pending: '0',
      duration: '3',
      rollout: '[]',
      'log-file': '/tmp/hooks.log',
    });
    expect(JSON.parse(hooks)).toEqual([
      {
        kind: 'Secret',
        namespace: 'shop',
        name: 'app-secrets',
        event: 'pre-upgrade',
        weight: -10,
        verdict: 'created',
        attempts: 0,
        started: '',
        finished: '',
        exitCode: null,
        reason: '',
      },
      {
        kind: 'Job',
        namespace: 'shop',
        name: 'app-migration',
        event: 'pre-upgrade',
        weight: -1,
        verdict: 'succeeded',
        attempts: 1,
        started: '2026-11-23T15:00:00Z',
        finished: '2026-11-23T15:00:03Z',
        exitCode: 0,
        reason: '',
      },
    ]);
    expect(JSON.parse(migrations)).toHaveLength(6);
    expect(JSON.parse(migrations)).toContainEqual({
      tool: 'sql-migrate',
      id: 'BS_6_add_index.up.sql',
      state: 'applied-now',
      when: '2026-11-23 15:52:40 +0000 UTC',
      ...{ durationMs: null, error: '', file: '', line: null, sql: [] },
    });
  });

  it('of a failed migration', () => {
    const hook = makeFailure({ log: readLog('broken-sql') });
    const release = makeRelease({ status: 'failed' });
    const seen = makeSeen({ release, hooks: [hook], deployedAfter: 1 });
    const outputs = makeOutputs(
      diagnose(makeFacts({ helm: helmFailed('Error: x'), seen })),
      outputFacts(seen, 1),
    );
    expect(outputs).toMatchObject({
      outcome: 'hook-failed',
      workloads: 'unchanged',
      revision: '2',
      'deployed-revision': '1',
      'exit-code': '1',
      'helm-exit-code': '1',
      applied: '0',
    });
    expect(JSON.parse(outputs.hooks)).toMatchObject([
      {
        verdict: 'failed',
        exitCode: 1,
        reason:
          "container \"migrate\" ended with exit code 1: Error 1072: Key column 'state' doesn't exist in table handling BS_6_add_index.up.sql",
      },
    ]);
    expect(JSON.parse(outputs.migrations)).toContainEqual({
      tool: 'sql-migrate',
      id: 'BS_6_add_index.up.sql',
      state: 'failed',
      when: '',
      durationMs: null,
      error: "Error 1072: Key column 'state' doesn't exist in table handling BS_6_add_index.up.sql",
      file: 'BS_6_add_index.up.sql',
      line: null,
      sql: [],
    });
  });

  it('say nothing of how many were applied where no tool is known by its log', () => {
    const hook = makeResult({
      log: toLogLines('2026-11-23T15:00:01.000000001Z all is up to date\n'),
    });
    const seen = makeSeen({ hooks: [hook] });
    const outputs = makeOutputs(diagnose(makeFacts({ seen })), outputFacts(seen, 0));
    expect(outputs).toMatchObject({ outcome: 'deployed', applied: '', pending: '' });
    expect(outputs.migrations).toBe('[]');
  });

  it('hold plain text, each of one line, whatever the cluster says', () => {
    const verdict = {
      kind: 'failed' as const,
      reason: '\u001b[31mEvil\u001b[0m',
      message: 'a\n::set-output name=x::y\u202e',
    };
    const log = toLogLines('2026-11-23T15:00:01.000000001Z | \u001b[8m##[x].sql\u0007 | no |\n');
    const hook = makeResult({ hook: makeHook({ name: 'a\nb' }), log, verdict });
    const seen = makeSeen({ hooks: [hook] });
    const diagnosis = { ...diagnose(makeFacts({ seen })), reason: '::error::a\r\nb\u001b[31mc' };
    const outputs = makeOutputs(diagnosis, outputFacts(seen, 1));
    expect(outputs.reason).toBe(':\u200b:error::a bc');
    expect(JSON.parse(outputs.hooks)).toMatchObject([
      { name: 'a b', reason: expect.stringMatching(/^Evil: a ::set-output name=x::y\ufffd /) },
    ]);
    expect(JSON.parse(outputs.migrations)).toEqual([
      expect.objectContaining({ id: '#\u200b#[x].sql\ufffd', state: 'pending', when: '' }),
    ]);
  });

  it('of which nothing is known are empty', () => {
    const facts = {
      release: 'app',
      namespace: '',
      seen: undefined,
      helmMs: undefined,
      helmExitCode: undefined,
      logFile: undefined,
    };
    expect(makeOutputs(diagnose(makeFacts({ helm: helmFailed('Error: x') })), facts)).toMatchObject(
      {
        revision: '',
        'deployed-revision': '',
        'helm-exit-code': '',
        hooks: '[]',
        migrations: '[]',
        applied: '',
        pending: '',
        'log-file': '',
      },
    );
  });
});

/** `makeOutputs` throws where they do not fit their schemas. */
it.each(globSync('__tests__/fixtures/logs/**/*.log'))(
  'fit their schemas with the log %s',
  (path) => {
    const log = toLogLines(readFileSync(path, 'utf8'));
    const seen = makeSeen({ hooks: [makeResult({ log }), makeFailure({ log })] });
    const outputs = makeOutputs(diagnose(makeFacts({ seen })), outputFacts(seen, 1));
    expect(outputs.migrations).toMatch(/^\[.*\]$/);
  },
);
