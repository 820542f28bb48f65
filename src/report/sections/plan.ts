import type { Change } from '../../plan/compare.js';
import type { PlannedHook } from '../../plan/plan.js';
import { listReports } from '../../rollout/seen.js';
import { cutText } from '../../text/format.js';
import {
  type Blocks,
  code,
  details,
  fence,
  heading,
  list,
  paragraph,
  type Phrase,
} from '../document.js';
import type { ReportFacts } from '../facts.js';
import { sayRest, tableOfFirst } from './rest.js';

/** How much of it is shown: with whole diffs, with their first lines, or without. */
export type ShownDiffs = 'all' | 'new' | 'failed';

const LINES: Readonly<Record<ShownDiffs, number>> = { all: 300, new: 40, failed: 0 };
const LINE_LENGTH = 500;
const SHOWN = 100;

const WORDS: Readonly<Record<Change['change'], string>> = {
  added: '➕ added',
  changed: '✏️ changed',
  removed: '➖ removed',
  noise: 'changes with each rendering',
};

const UNCHANGED = 'The plan changed nothing in the cluster.';

/** What a deploy would change, each object's diff folded under its name, and the hooks that it would run. */
export function describePlan(
  { plan, seen }: Pick<ReportFacts, 'plan' | 'seen'>,
  shown: ShownDiffs,
): Blocks {
  if (plan === undefined) return [];
  const hasRun = (seen?.hooks ?? []).length > 0;
  const hasApplied = listReports(seen).some(({ applied }) => applied > 0);
  const changes = plan.changes.filter(({ change }) => change !== 'noise');
  const noise = plan.changes.filter(({ change }) => change === 'noise');
  return [
    ...(hasApplied
      ? []
      : [paragraph(hasRun ? 'Nothing that is deployed was changed.' : UNCHANGED)]),
    heading(3, 'Objects'),
    ...(changes.length === 0 ? [paragraph('No object would be changed.')] : []),
    ...changes.slice(0, SHOWN).flatMap((change) => describeChange(change, LINES[shown])),
    ...sayRest(changes.length - SHOWN),
    ...describeNoise(noise),
    ...describeHooks(plan.hooks),
  ];
}

function describeChange(change: Change, most: number): Blocks {
  const title: Phrase = [
    `${WORDS[change.change]}: `,
    ...nameObject(change),
    change.kept ? ' (stays in the cluster: its resource policy is "keep")' : '',
  ];
  if (most === 0 || change.diff.length === 0) return list([title]);
  const left = change.diff.length - most;
  const lines = change.diff.slice(0, most).map((line) => cutText(line, LINE_LENGTH));
  return details(title, [
    fence(lines, 'diff'),
    ...sayRest(left, left === 1 ? 'more line' : 'more lines'),
  ]);
}

function nameObject({ kind, namespace, name }: Omit<Change, 'change' | 'diff'>): Phrase {
  return [code(kind), ' ', code(`${namespace}/${name}`)];
}

function describeNoise(noise: readonly Change[]): Blocks {
  if (noise.length === 0) return [];
  return [
    paragraph(
      'In these objects, only checksums differ, or values that the chart generates each time:',
    ),
    ...list(noise.slice(0, SHOWN).map(nameObject)),
    ...sayRest(noise.length - SHOWN),
  ];
}

function describeHooks(hooks: readonly PlannedHook[]): Blocks {
  if (hooks.length === 0) return [];
  return [
    heading(3, 'Hooks that would run'),
    ...tableOfFirst(hooks, SHOWN, [
      ['Hook', ({ kind, name }) => [`${kind} `, code(name)]],
      ['Event', ({ event }) => [code(event)]],
      ['Weight', ({ weight }) => [String(weight)]],
    ]),
  ];
}
