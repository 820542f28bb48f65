import { nameWorkload } from '../helm/workload.js';
import { judgeRolloutProgress, nameState, type RolloutProgress } from '../rollout/progress.js';
import type { CountedTrouble, WorkloadResult } from '../rollout/result.js';
import type { RolloutListener } from './listener.js';
import type { RolloutLogs } from './rollout-logs.js';

/** Tells what each workload comes to, and why its Pods are not ready, once each. */
export class RolloutTeller {
  private readonly progress = new Map<string, RolloutProgress>();
  private readonly listener: RolloutListener;
  private readonly logs: RolloutLogs;

  constructor(listener: RolloutListener, logs: RolloutLogs) {
    this.listener = listener;
    this.logs = logs;
  }

  /** Tells what is new of a workload at `now`, in ms of a steady clock. */
  tell(result: WorkloadResult, now: number): void {
    const name = nameWorkload(result.workload);
    const explain = ({ trouble }: CountedTrouble) => this.logs.explain(result, trouble);
    const before = this.progress.get(name);
    const { progress, lines } = judgeRolloutProgress(before, result, { now, explain });
    this.progress.set(name, progress);
    for (const line of lines) this.listener.onRollout(line);
  }

  /** Tells how a workload stood when helm had ended, where that was not told. */
  conclude(result: WorkloadResult): void {
    const told = this.progress.get(nameWorkload(result.workload))?.told;
    const state = nameState(result);
    if (told !== undefined && state !== '' && state !== told) this.listener.onRollout(state);
  }
}
