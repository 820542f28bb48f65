import { isUtf8 } from 'node:buffer';
import type { LogLine, WholeLine } from '../text/log-line.js';
import { RETURN, showLastState } from '../text/overwritten.js';

/** What ends a line. */
export const NEWLINE = 0x0a;
const RETURN_BYTE = 0x0d;
/** A line with more bytes is shown cut, and never held in memory: it may be one that has no end. */
export const LINE_BYTES = 16 * 1024;

/** The kubelet pads the fraction to nine digits. */
const TIMED_LINE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}(?:Z|[+-]\d\d:\d\d)) ?/;
const UTC_LENGTH = '2026-11-23T15:00:01.123456789Z'.length;

/** The lines of some bytes of a log with timestamps, which end where a line ends, without its newline. */
export function readLines(bytes: Buffer): readonly LogLine[] {
  const texts = isUtf8(bytes) ? bytes.toString('utf8').split('\n') : [];
  if (texts.length > 0 && (bytes.length <= LINE_BYTES || texts.every(isSurelyShort)))
    return texts.map(bytes.includes(RETURN_BYTE) ? readReturns : readText);
  const lines: LogLine[] = [];
  for (let start = 0; start <= bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline === -1 ? bytes.length : newline;
    lines.push(readLine({ head: bytes.subarray(start, end), bytes: end - start }));
    start = end + 1;
  }
  return lines;
}

/** A letter has three bytes at most, or two units of text. */
function isSurelyShort(text: string): boolean {
  return text.length <= LINE_BYTES / 3;
}

/** With timestamps on, a line without one is the kubelet's own; its time stays empty. */
function readText(line: string): LogLine {
  if (isUtcStamped(line))
    return { time: line.slice(0, UTC_LENGTH), text: line.slice(UTC_LENGTH + 1) };
  const [stamp, time = ''] = TIMED_LINE.exec(line) ?? [];
  if (stamp === undefined || Number.isNaN(Date.parse(time))) return { time: '', text: line };
  return { time: toUtc(time), text: line.slice(stamp.length) };
}

/** A line with carriage returns: one before its end belongs to the newline, others have written over what it showed. */
function readReturns(line: string): LogLine {
  const { time, text } = readText(line.endsWith(RETURN) ? line.slice(0, -1) : line);
  const shown = showLastState(text);
  if (shown === text) return { time, text };
  return { time, text: shown, whole: holdBytes(Buffer.from(text), 0) };
}

function holdBytes(bytes: Buffer, start: number): WholeLine {
  return { bytes: bytes.length - start, pieces: () => [bytes.subarray(start)] };
}

/** What nearly every line is, told without a search: a million lines pass here. */
function isUtcStamped(line: string): boolean {
  return (
    line.charAt(UTC_LENGTH - 1) === 'Z' &&
    line.charAt(UTC_LENGTH) === ' ' &&
    line.charAt(4) === '-' &&
    line.charAt(10) === 'T' &&
    line.charAt(19) === '.'
  );
}

/** What is known of a line that is long, or may be no UTF-8. */
export interface LinePart {
  /** Its beginning, or all of it. */
  readonly head: Buffer;
  /** Its end, where there is more of it than its beginning. */
  readonly tail?: Buffer;
  /** The length of all of it. */
  readonly bytes: number;
}

/** Reads such a line; `makeWhole` gives its bytes from a place on, where `head` is not all of them. */
export function readLine(
  { head, tail = head, bytes }: LinePart,
  makeWhole = (start: number): WholeLine => holdBytes(head, start),
): LogLine {
  const isCut = bytes > LINE_BYTES;
  const shown = isCut ? cutAtLetter(head) : head;
  const line = readReturns(shown.toString('utf8'));
  if (!isCut && isUtf8(head)) return line;
  const start = TIMED_LINE.exec(head.toString('latin1', 0, 64))?.[0].length ?? 0;
  const whole = makeWhole(start);
  if (!isCut) return { ...line, whole };
  const last = findLastState(tail);
  if (last !== undefined) return { time: line.time, text: last, whole };
  const lost = bytes - start - whole.bytes;
  const kept = lost === 0 ? '' : `, ${String(lost)} of them could not be kept on this disk`;
  const text = `${line.text}… (truncated: the line has ${String(bytes - start)} bytes${kept})`;
  return { time: line.time, text, whole, cutAt: line.text.length };
}

/** What the end of a long line shows; undefined where no carriage return is before it, so that it is only a part. */
function findLastState(tail: Buffer): string | undefined {
  const end = tail.subarray(-LINE_BYTES);
  const start = end.indexOf(RETURN_BYTE);
  return (start === -1 ? '' : showLastState(end.toString('utf8', start))) || undefined;
}

/** UTF-8 is cut before the first byte of a letter. */
function cutAtLetter(bytes: Buffer): Buffer {
  let end = Math.min(bytes.length, LINE_BYTES);
  while (end > LINE_BYTES - 3 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end);
}

/** A node that does not live in UTC stamps its lines with an offset. */
function toUtc(stamp: string): string {
  if (stamp.endsWith('Z')) return stamp;
  const [, fraction = '.000000000'] = /(\.\d{9})/.exec(stamp) ?? [];
  return new Date(stamp).toISOString().replace(/\.\d+Z$/, `${fraction}Z`);
}
