/** A duration as people write it: `0.4 s`, `12 s`, `3 min 5 s`, `1 h 2 min`. */
export function formatDuration(between: number): string {
  // Two machines' clocks may differ: an end before its start.
  const ms = Math.max(0, between);
  const seconds = Math.round(ms / 1_000);
  // Kubernetes' times have whole seconds: no decimal that nobody measured.
  if (ms < 10_000 && ms % 1_000 !== 0) return `${(ms / 1_000).toFixed(1)} s`;
  if (seconds < 60) return `${String(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${String(minutes)} min ${String(seconds % 60)} s`;
  return `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`;
}

/** A duration in whole seconds: looks are a second apart, and decimals would mean nothing. */
export function formatSeconds(ms: number): string {
  return formatDuration(Math.round(ms / 1_000) * 1_000);
}

/** A time (RFC 3339) as people write it: `2026-11-27 23:52:22 UTC`; as it is where it is none. */
export function formatTime(time: string): string {
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) return time;
  return `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Text of at most `length` characters, `…` where some of it is cut off. */
export function cutText(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/** Text of at most `length` characters: its beginning and its end, with ` … ` for what is left out. */
export function cutMiddle(text: string, length: number): string {
  if (text.length <= length) return text;
  const head = Math.floor(length / 3);
  return `${text.slice(0, head)} … ${text.slice(text.length - (length - head - 3))}`;
}

/** How long something took from one time (RFC 3339) to another; empty where one of them is not known. */
export function formatSpan({
  since,
  until,
}: {
  readonly since: string;
  readonly until: string;
}): string {
  const ms = Date.parse(until) - Date.parse(since);
  return Number.isNaN(ms) ? '' : formatDuration(ms);
}

/**
 * Joins what there is to say. A command that ends a part which another follows is put in parentheses: else nobody sees
 * where it ends.
 */
export function joinSentences(...parts: readonly (string | undefined)[]): string {
  const said = parts.flatMap((part) => (part === undefined || part === '' ? [] : [part]));
  return said
    .map((part, index) => (index < said.length - 1 ? part.replace(LAST_COMMAND, ' ($1).') : part))
    .join(' ');
}

const LAST_COMMAND = /: ((?:kubectl|helm) [^.]*[^.!?])$/;

/** The text with a full stop, where it has none: the API server's messages have none. */
export function endSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
