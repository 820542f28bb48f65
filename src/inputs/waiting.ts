import { guessUnit, parseDuration } from './duration.js';
import { readBoolean, type Get } from './fields.js';
import { quote, type Report } from './problems.js';

/** How long and for what helm waits. */
export interface Waiting {
  /** As given, a Go duration. */
  readonly timeout: string;
  readonly timeoutSeconds: number;
  readonly wait: boolean;
  readonly waitForJobs: boolean;
  /** What keeps a hook from starting, and others may fix, is waited for so long; undefined never ends helm early. */
  readonly failFastMs: number | undefined;
}

/** Reads `timeout`, `wait`, `wait-for-jobs` and `fail-fast`. */
export function readWaiting(get: Get, report: Report): Waiting {
  const timeout = get('timeout').trim();
  const timeoutSeconds = parseDuration(timeout) ?? 0;
  if (timeoutSeconds === 0) {
    report({
      input: 'timeout',
      expected: 'a positive duration, like "90s", "30m" or "1h30m"',
      got: quote(timeout),
      hint: guessUnit(timeout) ?? 'Use the units s, m or h.',
    });
  }
  const wait = readBoolean(get, 'wait', report);
  const waitForJobs = readBoolean(get, 'wait-for-jobs', report);
  if (waitForJobs && !wait) {
    const hint = 'helm waits for Jobs only when it also waits for the other resources.';
    const got = '"wait: false"';
    report({ input: 'wait-for-jobs', expected: '"wait: true" with it', got, hint });
  }
  return {
    ...{ timeout, timeoutSeconds, wait, waitForJobs },
    failFastMs: readFailFast(get('fail-fast').trim(), report),
  };
}

function readFailFast(text: string, report: Report): number | undefined {
  const seconds = parseDuration(text);
  if (seconds === undefined && text !== 'off') {
    report({
      input: 'fail-fast',
      expected: '"off", or a positive duration, like "60s" or "5m"',
      got: quote(text),
      hint:
        guessUnit(text) ??
        'With "off", helm keeps waiting for a hook that cannot start until "timeout".',
    });
  }
  return seconds === undefined ? undefined : seconds * 1_000;
}
