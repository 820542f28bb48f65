import type { ToolLine } from './unwrap.js';

/** Takes a line that belongs to what was read before; false when it is none of it, and the reading on ends. */
export type ReadOn = (text: string, line: ToolLine) => boolean;

/** Who reads the lines that follow, and how many more. */
export class FurtherLines {
  private reading: { readonly take: ReadOn; left: number } | undefined;

  /** The next lines, at most `most` of them, go to `take` until it returns false. */
  readOn(most: number, take: ReadOn): void {
    this.reading = { take, left: most };
  }

  /** Gives a line to what reads on; true when it took it. */
  take(line: ToolLine): boolean {
    const { reading } = this;
    if (reading === undefined) return false;
    reading.left -= 1;
    const isTaken = reading.take(line.text, line);
    // It may have made another one read on.
    if (this.reading === reading && (!isTaken || reading.left <= 0)) this.reading = undefined;
    return isTaken;
  }
}
