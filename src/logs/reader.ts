import { GAP_MARK, type LogLine } from '../text/log-line.js';
import {
  advance,
  type Cursor,
  isSurelyNew,
  linesToSkip,
  type LogBatch,
  sinceTime,
  START,
} from './cursor.js';

/** How many different lines of the kubelet's own are remembered, so as not to be said again. */
const OWN_LINES_KEPT = 100;
/** Why lines may be missing in the middle of a log. */
export const ROTATED = 'the log was rotated while it could not be read';
/** What is left of a line that was cut within its time. */
const CUT_TIME = /^[\d:.TZ+-]*$/;

/** Puts the pieces of several streams of one log together: gives out each line once, in order. */
export class LogReader {
  /** Lines of the container so far. */
  count = 0;
  private cursor: Cursor = START;
  /** Of the lines seen already, how many the stream has still to give again. */
  private toSkip = 0;
  private isResumed = false;
  private isRotated = false;
  private last: LogLine | undefined;
  private unfinished: LogLine | undefined;
  private isCut = false;
  /** The kubelet's own lines so far: with each stream it may say the same again. */
  private readonly ownLines = new Set<string>();
  private readonly onLines: (lines: readonly LogLine[]) => void;

  constructor(onLines: (lines: readonly LogLine[]) => void) {
    this.onLines = onLines;
  }

  /** Begins a new stream; returns the `sinceTime` to open it with. */
  resume(): string | undefined {
    this.toSkip = linesToSkip(this.cursor);
    this.isResumed = this.toSkip > 0;
    this.isRotated = false;
    return sinceTime(this.cursor);
  }

  /**
   * Takes what a stream gave. A last line without an end is held back, since the stream may have been
   * cut within it: the next stream gives it whole.
   */
  take({ lines, unfinished }: LogBatch): void {
    const fresh = this.dropSeen(lines);
    const ended = unfinished ? fresh.slice(0, -1) : fresh;
    if (fresh[0] !== undefined) this.endHeld(fresh[0]);
    if (ended.length > 0) {
      this.holdBack(undefined);
      this.emit(ended);
    }
    if (unfinished) this.holdBack(fresh.at(-1) ?? this.unfinished);
    this.isCut = unfinished;
    for (const line of lines) if (line !== this.unfinished) line.whole?.close?.();
  }

  /** How far we are; the same again means that a stream gave nothing new. */
  get progress(): string {
    const { unfinished } = this;
    return `${String(this.count)}+${String(unfinished?.whole?.bytes ?? unfinished?.text.length ?? 0)}`;
  }

  /** The stream did not give again all that we had seen: it was cut, or the log was rotated. */
  get isBehind(): boolean {
    return this.toSkip > 0;
  }

  /** The newest stream ended within a line, or what we hold is the beginning of one. */
  get isWithinLine(): boolean {
    return this.isCut || this.unfinished !== undefined;
  }

  /** True of the last line that we have. */
  isLast({ time, text }: LogLine): boolean {
    const last = this.unfinished ?? this.last;
    return time !== '' && time === last?.time && text === last.text;
  }

  /** Gives out a last line without an end, of which nothing more can be had. */
  flush(): void {
    const { unfinished } = this;
    if (unfinished === undefined) return;
    if (unfinished.time !== '' || !CUT_TIME.test(unfinished.text)) this.emit([unfinished]);
    this.holdBack(undefined);
  }

  /** Says that lines may be missing here. */
  tellGap(why: string): void {
    this.onLines([{ time: '', text: `${GAP_MARK}${why}` }]);
  }

  /**
   * What was held back comes again with its end, first of all that is new, or else the file that it stood in is gone:
   * containerd splits a line that it gets in two pieces over both files of a rotation.
   */
  private endHeld({ time }: LogLine): void {
    const { unfinished: held } = this;
    if (held === undefined || held.time === '' || held.time === time) return;
    this.isRotated = false;
    this.emit([held]);
    this.holdBack(undefined);
    this.isRotated = true;
  }

  private holdBack(line: LogLine | undefined): void {
    if (this.unfinished !== line) this.unfinished?.whole?.close?.();
    this.unfinished = line;
  }

  private emit(lines: readonly LogLine[]): void {
    if (this.isRotated) this.tellGap(ROTATED);
    this.isRotated = false;
    this.cursor = advance(this.cursor, lines);
    const news = lines.every(({ time }) => time !== '')
      ? lines
      : lines.filter(({ time, text }) => time !== '' || this.isNewOwnLine(text));
    const ofContainer = news === lines ? lines : lines.filter(({ time }) => time !== '');
    this.count += ofContainer.length;
    this.last = ofContainer.at(-1) ?? this.last;
    if (news.length > 0) this.onLines(news);
  }

  private isNewOwnLine(text: string): boolean {
    if (this.ownLines.has(text)) return false;
    if (this.ownLines.size < OWN_LINES_KEPT) this.ownLines.add(text);
    return true;
  }

  private dropSeen(lines: readonly LogLine[]): readonly LogLine[] {
    if (this.toSkip === 0) return lines;
    let first = 0;
    for (; this.toSkip > 0 && first < lines.length; first += 1) {
      const line = lines[first];
      if (line === undefined || isSurelyNew(this.cursor, line)) break;
      if (line.time === '') continue;
      this.toSkip -= 1;
      this.isResumed = false;
    }
    if (first === lines.length) return [];
    // The first line of a resumed stream is one that we know, unless the file that held it is gone.
    if (this.isResumed && this.toSkip > 0) this.isRotated = true;
    this.isResumed = false;
    this.toSkip = 0;
    return first === 0 ? lines : lines.slice(first);
  }
}
