import { nameBriefly } from '../../helm/hook.js';
import { type Diagnosis, isGood } from '../../diagnosis/diagnosis.js';
import type { HookResult } from '../../hooks/result.js';
import type { Rollout } from '../../rollout/seen.js';
import { findTrouble, listFailed } from '../../rollout/failed.js';
import { nameWorkloadBriefly } from '../../helm/workload.js';
import { cutText } from '../../text/format.js';
import { type Blocks, code, fence, heading, paragraph } from '../document.js';

/** How much of the end of a log is shown. */
export interface LogSize {
  readonly lines: number;
  readonly lineLength: number;
}

/** The log of what failed: its name, and its lines as far as they were kept. */
export interface FailedLog {
  readonly name: string;
  readonly isHidden: boolean;
  readonly first: readonly string[];
  /** How many lines are between the first and the last ones. */
  readonly leftOut: number;
  readonly last: readonly string[];
}

/** The log that tells why it failed: of the hook that decided, else of the workload; undefined where none does. */
export function findFailedLog(
  { outcome, hook }: Diagnosis,
  rollout: Rollout | undefined,
): FailedLog | undefined {
  if (isGood({ outcome })) return undefined;
  if (hook !== undefined) return readHookLog(hook);
  const failed = rollout === undefined ? [] : listFailed(rollout);
  const workload = failed.find((it) => it.log.length > 0 && findTrouble(it) !== '');
  if (workload === undefined) return undefined;
  const last = workload.log.map(({ text }) => text);
  const name = nameWorkloadBriefly(workload.workload);
  return { name, isHidden: false, first: [], leftOut: 0, last };
}

function readHookLog({ hook, log, logStart }: HookResult): FailedLog {
  return {
    name: nameBriefly(hook),
    isHidden: hook.hidesLog,
    first: logStart?.lines ?? [],
    leftOut: logStart?.leftOut ?? 0,
    last: log.map(({ text }) => text),
  };
}

/** Its last lines; none where there are none. */
export function describeLogEnd(log: FailedLog | undefined, size: LogSize): Blocks {
  if (log === undefined) return [];
  if (log.isHidden)
    return [paragraph('The log of ', code(log.name), ' is not shown (', code('hide-logs'), ').')];
  const lines = log.last.slice(-size.lines).map((line) => cutText(line, size.lineLength));
  if (lines.length === 0) return [];
  const count = `Last ${String(lines.length)} ${lines.length === 1 ? 'line' : 'lines'} of `;
  return [heading(3, count, code(log.name)), fence(lines)];
}
