/**
 * One line of a container's log: when the container runtime got it (RFC 3339, UTC, nanoseconds; empty
 * for a line that is the kubelet's own, or ours), and its text, without what ended it, and without what it has written
 * over by carriage returns.
 */
export interface LogLine {
  readonly time: string;
  readonly text: string;
  /** The line's own bytes, where `text` is not all of them: it was cut or written over, or they are not UTF-8. */
  readonly whole?: WholeLine;
  /** Where in `text` our note begins, of a line that is shown cut. */
  readonly cutAt?: number;
}

/** The bytes of one line, which may be more than fit into memory. To be read before `onLines` returns. */
export interface WholeLine {
  readonly bytes: number;
  /** All of them, in pieces. */
  readonly pieces: () => Iterable<Uint8Array>;
  /** Frees what holds them. */
  readonly close?: () => void;
}

/** How the line begins that says that lines may be missing. */
export const GAP_MARK = '… log may be incomplete here: ';
