import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { listLiterals } from '../../script/lib/messages.js';

const read = (path: string) => readFileSync(path, 'utf8');
const members = (path: string) =>
  [...read(path).matchAll(/^ {2}\| '([\w-]+)'/gm)].map(([, it = '']) => it);

const PAGE = read('docs/guides/troubleshooting.md');
/** Each section: the causes in its heading, and its text. */
const SECTIONS = PAGE.split(/^## /m).slice(1);
/** The texts in the entries' headings, and before the colon of the items of a list. */
const QUOTED = [...PAGE.matchAll(/^(?:### (.*)|- (`.*`): .*)$/gm)].flatMap(
  ([, heading = '', item = '']) => spansOf(heading || item),
);

/** The literals of our sources, in which `{…}` is what is put in. */
const OURS = globSync('src/**/*.ts').flatMap((path) => listLiterals(read(path)));
/** What helm, Kubernetes and the tools say: the lines of what was recorded, of the tests, and of what we look for. */
const RECORDED = globSync([
  'src/hooks/waiting/*.ts',
  '__tests__/{unit/{diagnosis,hooks,report},kube}/*.test.ts',
  '__tests__/fixtures/{errors,logs,recordings}/**/*.{log,jsonl}',
]).flatMap((path) => read(path).replaceAll('\\', '').split('\n'));

it('has an entry in its section for every cause', () => {
  const causes = SECTIONS.flatMap((section) => spansOf(section.split('\n', 1)[0] ?? ''));
  expect(causes.sort()).toEqual([...members('src/diagnosis/cause.ts')].sort());
  for (const section of SECTIONS) expect(section).toMatch(/^### /m);
});

it('has one entry for every error code', () => {
  const codes = [...PAGE.matchAll(/^### .*\n\n<!-- ([\w-]+) -->$/gm)].map(([, code]) => code);
  expect(codes.sort()).toEqual([...members('src/errors.ts')].sort());
});

describe('each text that heads an entry is said by us, or was by others', () => {
  it.each(QUOTED)('%s', (text) => {
    expect(isSaid(text)).toBe(true);
  });

  it('and a text that is in neither is not taken for one', () => {
    expect(isSaid('the flux capacitor has no deployed releases')).toBe(false);
    expect(isSaid('Input "values": expected values that fly, got …')).toBe(false);
  });
});

it('leads to its own sections', () => {
  const anchors = [...PAGE.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));
  const links = [...PAGE.matchAll(/\]\(#([^)]*)\)/g)].map(([, link]) => link);
  expect(links.length).toBeGreaterThan(10);
  expect(anchors).toEqual(expect.arrayContaining(links));
});

function spansOf(line: string): readonly string[] {
  return [...line.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);
}

/** Whether it is in one text; of an error in the inputs, what was expected is a text of its own. */
function isSaid(text: string): boolean {
  const expected = /^Input "[^"…]+": expected (.+), got …$/.exec(text)?.[1];
  if (expected !== undefined) return OURS.some((literal) => literal === expected);
  return [...OURS, ...RECORDED].some((literal) => holds(literal, text.split('…')));
}

/** Whether all pieces are in it, one after the other. */
function holds(literal: string, pieces: readonly string[]): boolean {
  let from = 0;
  return pieces.every((piece) => {
    const at = literal.indexOf(piece, from);
    from = at + piece.length;
    return at >= 0;
  });
}

/** As GitHub makes it from a heading. */
function anchorOf(heading: string): string {
  const kept = heading.toLowerCase().replaceAll(/[^\p{L}\p{N}_ -]/gu, '');
  return kept.replaceAll(' ', '-');
}
