/** A tool's figure. */
export interface Figure {
  readonly tool: string;
  readonly value: number;
}

/** One line of the table. */
export interface Measure {
  readonly what: string;
  readonly unit: string;
  readonly ours: number;
  readonly theirs: readonly Figure[];
  /** Ours by theirs, where one is compared with the other. */
  readonly ratio?: number;
  readonly goal: string;
  /** Undefined: shown for comparison, without a goal. */
  readonly hit?: boolean;
  /** What the figures are made of. */
  readonly samples?: Readonly<Record<string, readonly number[]>>;
}

/** One row of the benchmark. */
export interface Row {
  readonly name: string;
  readonly title: string;
  run(scale: Scale): Promise<readonly Measure[]>;
}

/** How much is done. */
export interface Scale {
  readonly quick: boolean;
  /** Where the faults of the row `cuts` come from. */
  readonly seed: number;
  /** Says how far a row is. */
  readonly say: (text: string) => void;
}

/** `many`, or `few` in a quick run. */
export function times(scale: Scale, many: number, few: number): readonly number[] {
  return Array.from({ length: scale.quick ? few : many }, (_, index) => index + 1);
}
