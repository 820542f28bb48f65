import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTempFolder } from '../__tests__/e2e/support/lab.js';

/** Stands in for helm: notes when it was started, and fails, since what comes after that is not measured. */
const PROGRAM = `#!/bin/bash
printf '%s\\n' "$EPOCHREALTIME" >>"$BENCH_HELM_STARTED"
echo 'Stand-in for helm, of the benchmark: it only notes when it was started.' >&2
exit 1
`;

/** A stand-in for helm, and what it has noted. */
export interface Recorder {
  /** The folder that has it, named `helm`. */
  readonly folder: string;
  /** What it needs in its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Returns when it was first started since the last call, in ms. */
  readonly read: () => number;
}

/** Makes a recorder in a folder of its own. */
export function makeRecorder(): Recorder {
  const folder = makeTempFolder();
  const notes = join(makeTempFolder(), 'started');
  writeFileSync(join(folder, 'helm'), PROGRAM);
  chmodSync(join(folder, 'helm'), 0o755);
  const read = (): number => {
    const [first = ''] = readFileSync(notes, 'utf8').split('\n');
    rmSync(notes);
    return Number(first) * 1_000;
  };
  return { folder, env: { BENCH_HELM_STARTED: notes }, read };
}
