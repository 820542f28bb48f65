import { isJobOrPod, nameBriefly } from '../helm/hook.js';
import { concludeVerdict, describeTries } from '../hooks/failures.js';
import { LEFTOVER } from '../hooks/leftover.js';
import type { Observation } from '../hooks/observation.js';
import type { HookResult } from '../hooks/result.js';
import { escapeMarkdown } from '../text/escape.js';
import { formatDuration } from '../text/format.js';
import { renderTable } from './markdown-table.js';

/**
 * The hooks as Markdown: what ran, and what went wrong, in one table; objects that were only created, of which a chart
 * may have dozens, are folded. Empty where there are none.
 */
export function renderHooks(seen: Observation | undefined, hooks: readonly HookResult[]): string {
  if (hooks.length === 0) return '';
  const all = hooks.map((hook) => ({ ...hook, verdict: concludeVerdict(seen, hook) }));
  const folded = all.filter(isOnlyCreated);
  const shown = all.filter((hook) => !isOnlyCreated(hook));
  return ['### Hooks', renderRuns(shown), renderCreated(folded)].filter(Boolean).join('\n\n');
}

function isOnlyCreated({ hook, verdict }: HookResult): boolean {
  return !isJobOrPod(hook) && verdict.kind === 'succeeded';
}

function renderRuns(hooks: readonly HookResult[]): string {
  if (hooks.length === 0) return '';
  const rows = hooks.map((hook) => [
    ...describeHook(hook),
    renderResult(hook),
    hook.deciding === undefined ? '' : String(hook.deciding.exitCode),
    formatSpan(hook),
  ]);
  return renderTable(['Hook', 'Event', 'Weight', 'Result', 'Exit code', 'Duration'], rows);
}

function renderCreated(hooks: readonly HookResult[]): string {
  if (hooks.length === 0) return '';
  const objects = hooks.length === 1 ? 'object' : 'objects';
  const title = `✅ ${String(hooks.length)} other hook ${objects} created`;
  const table = renderTable(['Hook', 'Event', 'Weight'], hooks.map(describeHook));
  // Markdown within HTML needs the empty lines.
  return `<details><summary>${title}</summary>\n\n${table}\n\n</details>`;
}

function describeHook({ hook, event }: HookResult): readonly string[] {
  return [escapeMarkdown(nameBriefly(hook)), escapeMarkdown(event), String(hook.weight)];
}

function renderResult(hook: HookResult): string {
  const tries = describeTries(hook);
  return tries === '' ? renderVerdict(hook) : `${renderVerdict(hook)} (${tries})`;
}

function renderVerdict({ verdict }: HookResult): string {
  switch (verdict.kind) {
    case 'succeeded':
      return '✅ succeeded';
    case 'failed':
      return verdict.reason === LEFTOVER
        ? '❌ did not run'
        : `❌ failed: ${escapeMarkdown(verdict.reason)}`;
    case 'running':
      return '⏳ running';
    case 'waiting':
      return `⏳ waiting: ${escapeMarkdown(verdict.on)}`;
    case 'not-seen':
      return 'did not run';
    case 'unconfirmed':
      return '⚠️ not confirmed';
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
