import { guessUnit, parseDuration } from './duration.js';
import { readBoolean, readWord, type Get } from './fields.js';
import { quote, type Report } from './problems.js';

/** What the inputs say to do about other deploys' leftovers. */
export interface Policy {
  readonly activeHook: 'wait' | 'fail' | 'replace';
  /** How long to wait, for hooks and for releases. */
  readonly waitMs: number;
  readonly pendingRelease: 'fail' | 'wait' | 'recover';
  /** Fail when no Job or Pod hook runs. */
  readonly requireHook: boolean;
}

/** Reads `active-hook`, `active-hook-timeout`, `pending-release` and `require-hook`. */
export function readPolicy(get: Get, report: Report): Policy {
  return {
    activeHook: readWord(get, 'active-hook', { words: ['wait', 'fail', 'replace'], report }),
    waitMs: readWait(get, report),
    pendingRelease: readWord(get, 'pending-release', {
      words: ['fail', 'wait', 'recover'],
      report,
    }),
    requireHook: readBoolean(get, 'require-hook', report),
  };
}

function readWait(get: Get, report: Report): number {
  const input = 'active-hook-timeout';
  const text = get(input).trim();
  const seconds = parseDuration(text);
  if (seconds === undefined) {
    const hint = guessUnit(text) ?? 'Use the units s, m or h.';
    report({ input, expected: 'a duration like "90s", "30m" or "1h30m"', got: quote(text), hint });
  }
  return (seconds ?? 0) * 1_000;
}
