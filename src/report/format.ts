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

/** The time of day of an RFC 3339 time, `12:00:03 UTC`; what is no time as it is. */
export function formatClock(time: string): string {
  const ms = Date.parse(time);
  return Number.isNaN(ms) ? time : `${new Date(ms).toISOString().slice(11, 19)} UTC`;
}

/** Text of at most `length` characters, `…` where some of it is cut off. */
export function cutText(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
