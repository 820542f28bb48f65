import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { drawGantt } from '../../../src/report/mermaid.js';
import { type Bar, listBars } from '../../../src/report/timeline.js';
import { makeHook, makeResult, makeSeen } from '../../fakes/facts.js';
import { attempt, OUTCOMES } from '../../fakes/report-scenarios.js';
import { hostileText } from '../../properties/hostile-text.js';

const tell = (bars: readonly Bar[]) =>
  bars.map(
    ({ text, kind, since, until }) => `${text} (${kind}) ${String((until - since) / 1_000)} s`,
  );
const ofHook = (...times: Parameters<typeof attempt>) =>
  listBars({
    seen: makeSeen({ hooks: [makeResult({ times: times.map(attempt) })] }),
    helmMs: 20_000,
  });

describe('what took its time', () => {
  it.each([
    ['nothing, of one hook that ran at once', [attempt({ started: '2026-11-23T15:00:01Z' })], []],
    [
      'a wait for the image, and the run',
      [attempt()],
      ['waiting for image and volumes (waited) 8 s', 'ran (ran) 3 s'],
    ],
    [
      'a run within one second, which is seen all the same',
      [attempt({ finished: '2026-11-23T15:00:08Z' })],
      ['waiting for image and volumes (waited) 8 s', 'ran (ran) 0.5 s'],
    ],
    [
      'a wait for a node that goes on',
      [
        attempt({ number: 1, end: 'failed' }),
        attempt({ number: 2, scheduled: '', started: '', finished: '', end: 'open' }),
      ],
      [
        'waiting for image and volumes (waited) 8 s',
        'attempt 1 failed (failed) 3 s',
        'waiting for a node (waited) 20 s',
      ],
    ],
    [
      'a restart in the same Pod',
      [
        attempt({ end: 'failed' }),
        attempt({
          number: 2,
          created: '',
          scheduled: '',
          started: '2026-11-23T15:00:13Z',
          finished: '',
          end: 'open',
        }),
      ],
      [
        'waiting for image and volumes (waited) 8 s',
        'attempt 1 failed (failed) 3 s',
        'attempt 2 running (open) 7 s',
      ],
    ],
    [
      'one wait that goes on',
      [attempt({ started: '', finished: '', end: 'open' })],
      ['waiting for image and volumes (waited) 20 s'],
    ],
    ['nothing, where no time is known', [attempt({ created: '', scheduled: '', started: '' })], []],
  ])('%s', (_title, times, expected) => {
    const seen = makeSeen({ hooks: [makeResult({ times })] });
    expect(tell(listBars({ seen, helmMs: 20_000 }))).toEqual(expected);
  });

  it('has the rollout of new Pods, not of those from before', () => {
    const { seen } = OUTCOMES['rollout-failed'].facts;
    const [first] = seen?.rollout?.workloads ?? [];
    if (seen === undefined || first === undefined) throw new Error('no workload');
    const old = {
      ...first,
      span: { since: '2026-11-20T10:00:00Z', until: '2026-11-20T10:00:09Z' },
    };
    const bars = listBars({
      seen: { ...seen, rollout: { workloads: [first, old], endedEarly: undefined } },
      helmMs: 20_000,
    });
    expect(bars.filter(({ section }) => section === 'Rollout')).toHaveLength(1);
  });

  it.each([
    [['pre-upgrade'], ['Job app-migration']],
    [
      ['pre-upgrade', 'post-upgrade'],
      ['Job app-migration (pre-upgrade)', 'Job app-migration (post-upgrade)'],
    ],
  ])('is named with the event where it ran in more than one: %j', (events, sections) => {
    const hooks = events.map((event) => makeResult({ event, times: [attempt()] }));
    const bars = listBars({ seen: makeSeen({ hooks }), helmMs: 20_000 });
    expect([...new Set(bars.map(({ section }) => section))]).toEqual(sections);
  });

  it('is nothing where nothing was seen', () => {
    expect(listBars({ seen: undefined, helmMs: undefined })).toEqual([]);
    expect(ofHook()).toEqual([]);
  });
});

const LINES = [
  /^ {2}section [\p{L}\p{M}\p{N} ._/@+()∶-]+$/u,
  /^ {2}[a-zA-Z][\p{L}\p{M}\p{N} ._/@+()∶-]* :(?:(?:done|crit|active), )?\d+, \d+$/u,
];

describe('the picture', () => {
  it.each([
    [3, '1second'],
    [20, '5second'],
    [95, '30second'],
    [300, '1minute'],
    [1_200, '5minute'],
    [36_000, '2hour'],
    [864_000, '1day'],
  ])('of %d s has a time on its axis each %s', (seconds, tick) => {
    const bar = { section: 'Job a', text: 'ran', kind: 'ran', since: 5_000 } as const;
    const lines = drawGantt([{ ...bar, until: 5_000 + seconds * 1_000 }]);
    expect(lines).toContain(`  tickInterval ${tick}`);
  });

  it.each([
    ['Rollout', 75],
    ['Job backend-migration', 157],
    ['Job a-name-that-is-as-long-as-names-can-be-in-kubernetes (pre-upgrade)', 220],
  ])('has room for the name %s', (section, pixels) => {
    const bar = { section, text: 'ran', kind: 'ran', since: 0, until: 9_000 } as const;
    expect(drawGantt([bar])[0]).toContain(`"leftPadding": ${String(pixels)}}`);
  });

  it('has no name that Mermaid reads as anything else', () => {
    const names = fc.oneof(
      hostileText,
      fc.constantFrom('end', 'a:b', 'x;y', '#35;', '%%{init: {}}%%', 'click a', '\nsection b'),
    );
    fc.assert(
      fc.property(names, (name) => {
        const hook = makeHook({ kind: 'Job', name });
        const seen = makeSeen({ hooks: [makeResult({ hook, event: name, times: [attempt()] })] });
        const [look, first, format, axis, tick, ...lines] = drawGantt(
          listBars({ seen, helmMs: 1 }),
        );
        expect(look).toMatch(/^%%\{init: \{"gantt": \{"leftPadding": \d{2,3}\}\}\}%%$/);
        expect([first, format, axis]).toEqual(['gantt', '  dateFormat x', '  axisFormat %H:%M:%S']);
        expect(tick).toMatch(/^ {2}tickInterval \d{1,2}(?:second|minute|hour|day)$/);
        expect(lines).toHaveLength(3);
        for (const line of lines) expect(LINES.some((form) => form.test(line))).toBe(true);
      }),
    );
  });
});
