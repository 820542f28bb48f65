import { ActionError } from '../../src/errors.js';
import type { LogBatch, LogPart } from '../../src/logs/cursor.js';
import type { LogLine } from '../../src/text/log-line.js';
import type { TailDeps } from '../../src/logs/tail.js';
import type { ContainerRun } from '../../src/hooks/targets.js';

/** One line in a container's log file; a long one is there in several pieces, each with a time of its own. */
export interface FileLine {
  readonly pieces: readonly { readonly time: string; readonly text: string }[];
}

/** How one stream of a log ends, and after how many lines. */
export interface Cut {
  readonly after: number;
  /** `clean`: it just ends. `reset`: it breaks. `within`: it just ends, within its next line. */
  readonly how: 'clean' | 'reset' | 'within';
  /** Lines that one batch holds. */
  readonly batch: number;
}

/** What a kubelet gives of a log file with `timestamps` and `sinceTime`: it filters piece by piece, whole seconds. */
export function serveLog(file: readonly FileLine[], since: string | undefined): readonly LogLine[] {
  return file.flatMap(({ pieces }) => {
    const kept = pieces.filter(({ time }) => since === undefined || time >= since.replace('Z', ''));
    if (kept.length === 0) return [];
    const text = kept.map((piece) => piece.text).join('');
    return [{ time: kept.length === pieces.length ? (pieces[0]?.time ?? '') : '', text }];
  });
}

/** A fake kubelet whose streams are cut as said; after the last cut the container has ended and streams are whole. */
export class FakeKubelet {
  readonly lines: LogLine[] = [];
  readonly asked: LogPart[] = [];
  private readonly run: ContainerRun;
  private readonly file: readonly FileLine[];
  private readonly cuts: readonly Cut[];
  /** After how many requests the container's status says that it has ended; its lines are all there from the start. */
  private readonly endsAfter: number;

  constructor(
    { run, endsAfter }: { readonly run: ContainerRun; readonly endsAfter: number },
    file: readonly FileLine[],
    cuts: readonly Cut[],
  ) {
    this.run = run;
    this.file = file;
    this.cuts = cuts;
    this.endsAfter = endsAfter;
  }

  /** What tailLog needs. */
  get world(): TailDeps {
    return {
      readLog: (_run, part) => this.stream(part),
      look: () => ({ ...this.run, ended: this.asked.length >= this.endsAfter }),
      isGone: () => false,
      nextChange: async () => undefined,
      onLines: (lines) => this.lines.push(...lines),
    };
  }

  private async *stream(part: LogPart): AsyncGenerator<LogBatch> {
    const cut = this.cuts[this.asked.length];
    this.asked.push(part);
    const served =
      part.kind !== 'follow'
        ? serveLog(this.file.slice(-1), undefined).map(lastPiece)
        : serveLog(this.file, part.since);
    const whole = served.slice(0, cut?.after);
    const size = cut?.batch ?? 7;
    yield { lines: [], unfinished: false };
    for (let at = 0; at < whole.length; at += size)
      yield { lines: whole.slice(at, at + size), unfinished: false };
    const next = served[whole.length];
    if (cut?.how === 'within' && next !== undefined)
      yield { lines: [half(next)], unfinished: true };
    if (cut?.how === 'reset') throw new ActionError('cluster-unreachable', 'the stream broke', '');
  }
}

/** `tailLines` counts pieces, too. */
function lastPiece({ time, text }: LogLine): LogLine {
  const pieces = text.trimEnd().split(' ');
  return pieces.length === 1 ? { time, text } : { time: `${time}+`, text: pieces.at(-1) ?? '' };
}

function half({ time, text }: LogLine): LogLine {
  return { time, text: text.slice(0, Math.floor(text.length / 2)) };
}
