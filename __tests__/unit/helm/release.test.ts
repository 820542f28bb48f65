import { describe, expect, it } from '@jest/globals';
import { parseRelease, readRecordStore, type Release } from '../../../src/helm/release.js';
import { listHooksInOrder, listRuns } from '../../../src/helm/run-order.js';
import { openRecord, replay } from '../../fakes/recording.js';

/** What a release's record says, one text for each state that was recorded, each once. */
function statesOf(recording: string): readonly string[] {
  const texts = replay(recording, 'records').map((object) => {
    const { revision, status, hooks, operation } = openRecord(object).release;
    const phases = hooks.map(({ phase }) => phase || 'none').join();
    return `${operation} ${revision} ${status}, hook ${phases}`;
  });
  return [...new Set(texts)];
}

describe('records of real deploys', () => {
  it.each([
    [
      'job-complete',
      [
        'install 1 pending-install, hook none',
        'install 1 pending-install, hook Running',
        'install 1 deployed, hook Succeeded',
      ],
    ],
    [
      'helm3-complete',
      [
        'install 1 pending-install, hook none',
        'install 1 pending-install, hook Running',
        'install 1 deployed, hook Succeeded',
      ],
    ],
    [
      'helm3-backoff-limit',
      [
        'install 1 pending-install, hook none',
        'install 1 pending-install, hook Running',
        'install 1 failed, hook Failed',
      ],
    ],
    [
      'job-previous-revision',
      [
        'install 1 deployed, hook Succeeded',
        'upgrade 2 pending-upgrade, hook none',
        'upgrade 2 pending-upgrade, hook Running',
        'upgrade 2 failed, hook Failed',
      ],
    ],
    // Helm 3 takes a Job that was deleted while it ran for one that succeeded.
    [
      'helm3-job-deleted',
      [
        'install 1 pending-install, hook none',
        'install 1 pending-install, hook Running',
        'install 1 deployed, hook Succeeded',
      ],
    ],
  ])('%s', (recording, states) => {
    expect(statesOf(recording)).toEqual(states);
  });

  it('have the hook with its times', () => {
    const { release } = openRecord(replay('helm3-complete', 'records').at(-1) ?? {});
    expect(release.hooks).toEqual([
      {
        kind: 'Job',
        namespace: 'rec-helm3-complete',
        name: 'app-migration',
        isNameGenerated: false,
        deletePolicies: ['before-hook-creation'],
        events: ['pre-install', 'pre-upgrade'],
        weight: -1,
        phase: 'Succeeded',
        isPrintedByHelm: false,
        hidesLog: false,
        started: expect.stringMatching(/^2026-11-23T16:00:51\.\d+Z$/),
        completed: expect.stringMatching(/^2026-11-23T16:00:54\.\d+Z$/),
      },
    ]);
  });
});

const parse = (record: object): Release =>
  parseRelease(JSON.stringify({ name: 'app', namespace: 'shop', version: 2, ...record }));
const hook = (name: string, more: object = {}) => ({
  name,
  kind: 'Job',
  manifest: `metadata:\n  name: ${name}`,
  events: ['pre-install'],
  ...more,
});

describe('a record', () => {
  it('holds values that may be secret: none of them is kept', () => {
    const release = parse({ config: { password: 'S3cret' }, manifest: 'S3cret', chart: 'S3cret' });
    expect(JSON.stringify(release)).not.toContain('S3cret');
  });

  it.each([
    ['nothing at all', {}],
    ['hooks that are null', { hooks: null }],
    ['an empty info', { info: {} }],
  ])('with %s', (_title, record) => {
    expect(parse(record)).toMatchObject({ status: 'unknown', hooks: [], description: '' });
  });

  it.each([
    ['install', '2026-11-23T15:00:00Z', '2026-11-23T15:00:00Z'],
    ['upgrade', '2026-11-23T15:00:00Z', '2026-11-23T15:00:01Z'],
  ])('of an %s', (operation, first, last) => {
    const info = { first_deployed: first, last_deployed: last };
    expect(parse({ info }).operation).toBe(operation);
  });

  it("shows Helm's zero time as none", () => {
    const zero = '0001-01-01T00:00:00Z';
    const last_run = { phase: '', started_at: zero, completed_at: zero };
    const [read] = parse({ hooks: [hook('a', { last_run })] }).hooks;
    expect(read).toMatchObject({ phase: '', started: '', completed: '', weight: 0 });
  });

  it('without events or a last run', () => {
    const [read] = parse({ hooks: [hook('a', { events: null })] }).hooks;
    expect(read).toMatchObject({ events: [], phase: '' });
  });
});

describe("a hook's namespace", () => {
  it.each([
    ["its manifest's", 'metadata:\n  namespace: jobs', 'jobs'],
    ["the release's, where it names none", 'metadata: {}', 'shop'],
    ["the release's, where it names nothing", 'metadata:\n  namespace: ""', 'shop'],
    ["the release's, where it has no metadata", 'metadata:', 'shop'],
    ['read after a comment', '# Source: x.yaml\nmetadata: {namespace: jobs}', 'jobs'],
    // Two includes of the same labels: Helm takes it.
    ['read past a key that stands twice', 'metadata: {a: 1, a: 2, namespace: jobs}', 'jobs'],
    ["the release's, where we cannot read it", 'metadata: [', 'shop'],
    ["the release's, where there is nothing", '', 'shop'],
  ])('is %s', (_title, manifest, namespace) => {
    expect(parse({ hooks: [hook('a', { manifest })] }).hooks[0]?.namespace).toBe(namespace);
  });
});

describe('the order of hooks', () => {
  const run = (record: object) =>
    listHooksInOrder(parse(record)).map(
      ({ event, hook: { kind, name } }) => `${event} ${kind} ${name}`,
    );

  it("is Helm's: by event, weight and name", () => {
    const hooks = [
      hook('after', { events: ['post-install'], weight: -9 }),
      hook('b', { weight: 5 }),
      hook('c', { weight: -1 }),
      hook('Z', { weight: 5 }),
      hook('a', { weight: 5 }),
      hook('test', { events: ['test'] }),
      hook('upgrade', { events: ['pre-upgrade'] }),
    ];
    expect(run({ hooks })).toEqual([
      'pre-install Job c',
      'pre-install Job Z',
      'pre-install Job a',
      'pre-install Job b',
      'post-install Job after',
    ]);
  });

  // Helm writes them by kind: InstallOrder in kind_sorter.go.
  it('keeps that of the record where weight and name are the same', () => {
    const kinds = ['ServiceAccount', 'Secret', 'ConfigMap', 'Job'];
    const hooks = kinds.map((kind) => hook('app', { kind }));
    expect(run({ hooks })).toEqual(kinds.map((kind) => `pre-install ${kind} app`));
  });

  it('names a hook once for each event that it runs for', () => {
    const hooks = [hook('both', { events: ['pre-upgrade', 'post-upgrade'] })];
    const info = { first_deployed: '1', last_deployed: '2' };
    expect(run({ hooks, info })).toEqual(['pre-upgrade Job both', 'post-upgrade Job both']);
  });
});

describe("Helm's word on a hook of two events", () => {
  const info = { first_deployed: '2026-11-23T14:00:00Z', last_deployed: '2026-11-23T15:00:00Z' };
  const ran = (phase: string, second: number) => ({
    last_run: { phase, started_at: `2026-11-23T15:00:0${String(second)}Z` },
  });
  const both = { events: ['pre-upgrade', 'post-upgrade'] };
  const phases = (hooks: readonly object[], status = 'failed', begun = 0) =>
    listHooksInOrder(parse({ info: { ...info, status }, hooks }), () => begun).map(
      ({ event, hook: { name, phase } }) => `${event} ${name} ${phase}`,
    );
  const after = hook('after', { events: ['post-upgrade'], weight: -1, ...ran('Succeeded', 5) });

  it.each([
    [
      'the first, where no other is known to have begun',
      [hook('x', { ...both, ...ran('Failed', 1) })],
      'failed',
      0,
      ['pre-upgrade x Failed', 'post-upgrade x '],
    ],
    [
      'the second, where two were seen to begin',
      [hook('x', { ...both, ...ran('Failed', 1) })],
      'failed',
      2,
      ['pre-upgrade x Succeeded', 'post-upgrade x Failed'],
    ],
    [
      'the second, where all of the release is done',
      [hook('x', { ...both, ...ran('Succeeded', 1) })],
      'deployed',
      0,
      ['pre-upgrade x Succeeded', 'post-upgrade x Succeeded'],
    ],
    [
      'the second, where it follows one that stands between',
      [hook('x', { ...both, ...ran('Failed', 6) }), after],
      'failed',
      0,
      ['pre-upgrade x Succeeded', 'post-upgrade after Succeeded', 'post-upgrade x Failed'],
    ],
    [
      'the first, where that came later',
      [hook('x', { ...both, ...ran('Succeeded', 1) }), after],
      'failed',
      0,
      ['pre-upgrade x Succeeded', 'post-upgrade after Succeeded', 'post-upgrade x '],
    ],
  ])('is of %s', (_title, hooks, status, begun, expected) => {
    expect(phases(hooks, status, begun)).toEqual(expected);
  });

  it('is forgotten where it is of an earlier operation, as a rollback copies it', () => {
    const early = { last_run: { phase: 'Succeeded', started_at: '2026-11-23T14:00:01Z' } };
    const [read] = parse({ info, hooks: [hook('x', early)] }).hooks;
    expect(read).toMatchObject({ phase: '', started: '', completed: '' });
  });

  it('names an object whose name is made up by how it begins', () => {
    const manifest = 'metadata:\n  generateName: migrate-';
    const [read] = parse({ hooks: [hook('', { name: '', manifest })] }).hooks;
    expect(read).toMatchObject({ name: 'migrate-', isNameGenerated: true });
  });
});

describe('Jobs that helm waits for', () => {
  const manifest = [
    '# Source: a.yaml\nkind: Job\nmetadata:\n  name: plain',
    'kind: "Job"\nmetadata: {name: quoted, namespace: jobs}',
    "kind: 'Job'\nmetadata: {name: single}",
    'kind: Job\nmetadata: {}',
    'kind: ConfigMap\nmetadata: {name: no-job}\ndata:\n  text: |\n    kind: Job\n',
    'kind: [',
  ].join('\n---\n');

  it('are those of the manifest, after all hooks', () => {
    const release = parse({ manifest, hooks: [hook('a')] });
    const runs = listRuns(release, true).map(
      ({ event, hook: { namespace, name } }) => `${event} ${namespace}/${name}`,
    );
    expect(runs).toEqual([
      'pre-install shop/a',
      'wait-for-jobs shop/plain',
      'wait-for-jobs jobs/quoted',
      'wait-for-jobs shop/single',
    ]);
    expect(listRuns(release, false)).toHaveLength(1);
  });
});

describe('the numbers of runs', () => {
  it('count what has a log', () => {
    const kinds = ['ConfigMap', 'Job', 'Deployment', 'Pod'];
    const hooks = kinds.map((kind, weight) => ({ ...hook(`h${String(weight)}`), kind, weight }));
    const release = parse({ hooks });
    expect(
      listRuns(release, false).map(({ hook: { kind }, number, count }) => [kind, number, count]),
    ).toEqual([
      ['ConfigMap', undefined, undefined],
      ['Job', 1, 2],
      ['Deployment', undefined, undefined],
      ['Pod', 2, 2],
    ]);
  });
});

describe('$HELM_DRIVER', () => {
  it.each([
    [undefined, 'secrets'],
    ['', 'secrets'],
    ['secret', 'secrets'],
    ['secrets', 'secrets'],
    ['configmap', 'configmaps'],
    ['configmaps', 'configmaps'],
  ])('%s means %s', (driver, store) => {
    expect(readRecordStore(driver)).toBe(store);
  });

  it.each(['memory', 'Secret'])('%s is refused by name', (driver) => {
    expect(() => readRecordStore(driver)).toThrow(`$HELM_DRIVER is "${driver}"`);
  });
});

describe('a record of unexpected shape', () => {
  const hook = { name: 'a', kind: 'Job', manifest: '' };
  const neutral = { kind: 'Job', namespace: 'shop', name: 'a', events: [], weight: 0, phase: '' };
  const read = { ...neutral, isPrintedByHelm: false, hidesLog: false, started: '', completed: '' };

  it.each<readonly [string, object, object]>([
    [
      'nothing',
      {},
      { name: '', namespace: '', revision: 0, status: 'unknown', hooks: [], jobs: [] },
    ],
    [
      'nothing of its state',
      { info: null },
      { status: 'unknown', description: '', lastDeployed: '' },
    ],
    ['a state that Helm has not', { info: { status: 'constructor' } }, { status: 'unknown' }],
    ['a time that is none', { info: { last_deployed: 'now' } }, { lastDeployed: '' }],
    [
      'numbers for text',
      { name: 5, namespace: 6, manifest: 7 },
      { name: '', namespace: '', jobs: [] },
    ],
    ['text for a number', { version: '2' }, { revision: 0 }],
    ['no list of hooks', { hooks: 5 }, { hooks: [] }],
    ['hooks that are none', { hooks: [null, 'a', [hook]] }, { hooks: [] }],
    ['a hook without a name', { hooks: [{ ...hook, name: '' }] }, { hooks: [] }],
    ['a hook without a kind', { hooks: [{ ...hook, kind: null }] }, { hooks: [] }],
    ['a name that leads elsewhere', { hooks: [{ ...hook, name: '..' }] }, { hooks: [] }],
    ['a name that a shell would run', { hooks: [{ ...hook, name: 'a;$(id)' }] }, { hooks: [] }],
    ['a name that is a flag', { hooks: [{ ...hook, name: '--all' }] }, { hooks: [] }],
    [
      'a release that a shell would run',
      { name: 'a`id`', namespace: 'b|id' },
      { name: '', namespace: '' },
    ],
    ['a name that selects more', { hooks: [{ ...hook, name: 'a,b!=c' }] }, { hooks: [] }],
    ['a hook of which no more is known', { namespace: 'shop', hooks: [hook] }, { hooks: [read] }],
    [
      'a hook with anything in its fields',
      {
        namespace: 'shop',
        hooks: [
          {
            ...hook,
            ...{
              manifest: null,
              events: ['pre-upgrade', 5],
              weight: 'x',
              output_log_policies: 'x',
            },
            last_run: { phase: 5, started_at: 'x', completed_at: [] },
          },
        ],
      },
      { hooks: [{ ...read, events: ['pre-upgrade'] }] },
    ],
    [
      'a namespace that leads elsewhere',
      {
        namespace: 'shop',
        hooks: [{ ...hook, manifest: 'kind: Job\nmetadata: {namespace: ../x}' }],
      },
      { hooks: [read] },
    ],
  ])('%s', (_title, record, expected) => {
    expect(parseRelease(JSON.stringify(record))).toMatchObject(expected);
  });

  it.each(['', '{', '5', 'null', '[]'])('is none: %s', (json) => {
    expect(() => parseRelease(json)).toThrow(SyntaxError);
  });
});
