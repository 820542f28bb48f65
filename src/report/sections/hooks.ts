import { isJobOrPod } from '../../helm/hook.js';
import { concludeVerdict, describeTries } from '../../hooks/failures.js';
import { LEFTOVER } from '../../hooks/leftover.js';
import type { Observation } from '../../hooks/observation.js';
import type { HookResult } from '../../hooks/result.js';
import { cutText, formatDuration } from '../../text/format.js';
import {
  type Blocks,
  code,
  type Column,
  details,
  heading,
  type Phrase,
  table,
} from '../document.js';
import { tableOfFirst } from './rest.js';

const SHOWN = 100;
const REASON_LENGTH = 300;

/** How they are shown. */
export interface ShownHooks {
  readonly isShort: boolean;
  readonly title: string;
}

/**
 * What ran, and what went wrong, in one table; objects that were only created, of which a chart may have dozens, are
 * folded, or left out with the rest that went well where `isShort`. None where there are no hooks.
 */
export function describeHooks(seen: Observation, { isShort, title }: ShownHooks): Blocks {
  const all = seen.hooks.map((hook) => ({ ...hook, verdict: concludeVerdict(seen, hook) }));
  const created = all.filter(isOnlyCreated);
  const shown = all.filter((hook) => !isOnlyCreated(hook) && !(isShort && isGood(hook)));
  const blocks = [...listRuns(shown), ...(isShort ? [] : listCreated(created))];
  return blocks.length === 0 ? [] : [heading(3, title), ...blocks];
}

function isOnlyCreated(hook: HookResult): boolean {
  return !isJobOrPod(hook.hook) && isGood(hook);
}

function isGood({ verdict }: HookResult): boolean {
  return verdict.kind === 'succeeded';
}

const NAMES: readonly Column<HookResult>[] = [
  ['Hook', ({ hook: { kind, name } }) => [`${kind} `, code(name)]],
  ['Event', ({ event }) => [code(event)]],
  ['Weight', ({ hook }) => [String(hook.weight)]],
];

function listRuns(hooks: readonly HookResult[]): Blocks {
  return tableOfFirst(hooks, SHOWN, [
    ...NAMES,
    ['Result', describeResult],
    ['Exit code', ({ deciding }) => [deciding === undefined ? '' : String(deciding.exitCode)]],
    ['Duration', (hook) => [formatSpan(hook)]],
  ]);
}

function listCreated(hooks: readonly HookResult[]): Blocks {
  const objects = hooks.length === 1 ? 'object' : 'objects';
  const title = `✅ ${String(hooks.length)} other hook ${objects} created`;
  return details([title], table(hooks.slice(0, SHOWN), NAMES));
}

function describeResult(hook: HookResult): Phrase {
  const tries = describeTries(hook);
  return [...describeVerdict(hook), tries === '' ? '' : ` (${tries})`];
}

function describeVerdict({ verdict }: HookResult): Phrase {
  switch (verdict.kind) {
    case 'succeeded':
      return ['✅ succeeded'];
    case 'failed':
      return verdict.reason === LEFTOVER
        ? ['❌ did not run']
        : ['❌ failed: ', code(verdict.reason)];
    case 'running':
      return ['⏳ running'];
    case 'waiting':
      return ['⏳ waiting: ', code(cutText(verdict.on, REASON_LENGTH))];
    case 'not-seen':
      return ['did not run'];
    case 'unconfirmed':
      return ['⚠️ not confirmed'];
    default:
      return verdict satisfies never;
  }
}

/** Helm's own times are to the millisecond, Kubernetes' to the second. */
function formatSpan({ hook, started, finished }: HookResult): string {
  const [from, to] = hook.completed === '' ? [started, finished] : [hook.started, hook.completed];
  const ms = Date.parse(to) - Date.parse(from);
  return Number.isNaN(ms) ? '' : formatDuration(ms);
}
