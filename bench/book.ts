import type { Readable } from 'node:stream';
import { now } from './clock.js';

/** One writer's lines, as they were shown. */
interface Entry {
  readonly times: Uint8Array;
  unique: number;
}

const LINE = /@@(\S+) (\d{7}) (\d{16}) [^\n]*\n/g;

/** Keeps the books on lines of the writer: which were shown, when, and how often. */
export class LineBook {
  /** From written to shown, in ms, in the order in which the lines were shown. */
  readonly delays: number[] = [];
  firstWritten = Infinity;
  lastWritten = 0;
  firstShown = Infinity;
  lastShown = 0;
  unique = 0;
  twice = 0;
  private readonly entries = new Map<string, Entry>();
  private readonly linesEach: number;
  private readonly onFirstLine: () => void;

  /** `linesEach`: how many lines each writer writes. */
  constructor(linesEach: number, onFirstLine: () => void = () => undefined) {
    this.linesEach = linesEach;
    this.onFirstLine = onFirstLine;
  }

  /** The writers of whom all lines were shown. */
  get complete(): number {
    return [...this.entries.values()].filter(({ unique }) => unique === this.linesEach).length;
  }

  /** Reads a program's output to its end, as one that shows it would. */
  read(stream: Readable): void {
    let rest = '';
    stream.on('data', (piece: Buffer) => {
      rest = this.takeText(rest + piece.toString('latin1'), now());
    });
  }

  /** Returns what follows the last whole line. */
  private takeText(text: string, shown: number): string {
    for (const [, id = '', number, written] of text.matchAll(LINE))
      this.take(id, Number(number), { written: Number(written) / 1_000, shown });
    return text.slice(text.lastIndexOf('\n') + 1);
  }

  private take(id: string, number: number, at: { written: number; shown: number }): void {
    const entry = this.entryOf(id);
    const times = entry.times[number] ?? 0;
    entry.times[number] = times + 1;
    if (times > 0) {
      this.twice += 1;
      return;
    }
    entry.unique += 1;
    this.unique += 1;
    if (this.unique === 1) this.onFirstLine();
    this.delays.push(at.shown - at.written);
    this.firstWritten = Math.min(this.firstWritten, at.written);
    this.lastWritten = Math.max(this.lastWritten, at.written);
    this.firstShown = Math.min(this.firstShown, at.shown);
    this.lastShown = at.shown;
  }

  private entryOf(id: string): Entry {
    const known = this.entries.get(id);
    if (known !== undefined) return known;
    const entry = { times: new Uint8Array(this.linesEach + 1), unique: 0 };
    this.entries.set(id, entry);
    return entry;
  }
}
