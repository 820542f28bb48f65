import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { renderComment } from '../../../src/report/comment.js';
import { renderSummary } from '../../../src/report/summary.js';
import { helmFailed, makeFailure, makeHook, makeRelease, makeResult } from '../../fakes/facts.js';
import {
  attempt,
  LINKS,
  makeScenario,
  OUTCOMES,
  type Scenario,
} from '../../fakes/report-scenarios.js';
import { hostileText } from '../../properties/hostile-text.js';

/** Every character that means something in Markdown, HTML, or to GitHub. */
const HOSTILE: readonly string[] = [
  '`',
  '``',
  '` `` |',
  '|',
  '\\|',
  '\\',
  '*b*',
  '_i_',
  '~~x~~',
  '# h',
  '> q',
  '- l',
  '1. n',
  '[a](b)',
  '![a](b)',
  '<b>',
  '</summary>',
  '</details>',
  '<!--',
  '&lt;',
  '$x$',
  '```',
  '~~~',
  '---',
  '===',
  '| --- |',
  '@all',
  '#12',
  'GH-12',
  'https://evil.example',
  'www.evil.example',
  ':+1:',
  '[ ] t',
  '[^1]',
  'a\nb',
  'a\n\n# b',
  '    code',
  '0123456789abcdef',
  '<https://evil.example>',
  'end',
  '%%',
  ':',
  ';',
  '\u202e',
  '\u001b[31m',
];

/** A deploy in which one text is the name of everything, and every word that comes from outside. */
function named(text: string): Scenario {
  const migration = {
    ...{ id: `1${text}`, state: 'failed' as const, when: `K${text}`, durationMs: 5 },
    ...{ error: `2${text}`, statement: `3${text}`, file: `4${text}`, line: 3, sql: '' },
  };
  const reports = [
    {
      tool: 'goose',
      migrations: [
        migration,
        { ...migration, id: `5${text}`, state: 'applied-before' as const },
        { ...migration, id: `O${text}`, state: 'pending' as const, sql: `P${text}\n${text}` },
      ],
      ...{ applied: 0, pending: 1, error: '', doubt: undefined },
    },
  ];
  const job = makeFailure({
    hook: makeHook({ name: `6${text}`, events: [text] }),
    event: `7${text}`,
    verdict: { kind: 'failed', reason: `8${text}`, message: `L${text}` },
    migrated: { reports, error: `2${text}` },
    log: [{ time: '', text: `9${text}` }],
    times: [attempt()],
  });
  const other = makeResult({
    hook: makeHook({ kind: `A${text}`, name: `M${text}`, phase: 'Succeeded' }),
    deciding: undefined,
  });
  const version = {
    revision: 1,
    chart: { name: `B${text}`, version: `N${text}`, appVersion: `C${text}` },
  };
  const scenario = makeScenario(
    {
      ...{ release: makeRelease({ status: 'failed' }), hooks: [other, job], deployedAfter: 1 },
      versions: {
        before: { ...version, images: [] },
        tried: {
          ...version,
          images: [{ workload: `D${text}`, container: `E${text}`, image: `F${text}` }],
        },
      },
    },
    {
      helm: helmFailed(`Error: ${text}`),
      more: {
        release: `G${text}`,
        namespace: `H${text}`,
        helmVersion: `I${text}`,
        waited: { ms: 5_000, reasons: [`J${text}`] },
        migrationFiles: {
          ...{ kind: 'known', pull: 12, isCut: false, paths: [`O${text}`] },
          files: [{ path: `P${text}`, change: 'renamed', from: `Q${text}` }],
        },
      },
      links: { ...LINKS, source: { path: `4${text}`, line: 3, url: undefined } },
    },
  );
  const rollout = OUTCOMES['rollout-failed'].facts.seen?.rollout;
  const seen = scenario.facts.seen && { ...scenario.facts.seen, rollout };
  return { ...scenario, facts: { ...scenario.facts, seen } };
}

/** The tags of the page, text left out. */
function listTags(markdown: string): readonly string[] {
  const html = micromark(markdown, {
    ...{ allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] },
  });
  const tags = html.replaceAll(/<span>\$<\/span>/g, '').match(/<\/?[a-z]\w*[^>]*>|<!--/gi) ?? [];
  return tags;
}

const forms = [
  ['summary', renderSummary],
  ['comment', renderComment],
] as const;

describe.each(forms)('in the %s', (_form, render) => {
  const tags = (text: string) => {
    const { diagnosis, facts, links } = named(text);
    return listTags(render(diagnosis, facts, links));
  };
  const tame = tags('x');

  it.each(HOSTILE)('a name that has %j in it is a name', (text) => {
    expect(tags(text)).toEqual(tame);
  });

  it('any name is nothing but text', () => {
    // A sentence may have it in another form: cut, trimmed, or as one of our own words.
    const others = (all: readonly string[]) => all.filter((tag) => !/^<\/?code>$/.test(tag));
    fc.assert(
      fc.property(hostileText, (text) => expect(others(tags(text))).toEqual(others(tame))),
      { numRuns: 100 },
    );
  });
});
