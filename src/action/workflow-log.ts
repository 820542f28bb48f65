import { WAITED_JOB, type HookRun } from '../helm/run-order.js';
import { escapeLogText } from '../text/escape.js';
import { endGroup, startGroup } from './commands.js';

/** Groups do not nest in the workflow log: one is open at a time. */
export class WorkflowLog {
  private current: HookRun | undefined;
  private readonly plain: (text: string) => string;

  constructor(plain: (text: string) => string) {
    this.plain = plain;
  }

  enter(run: HookRun): void {
    if (this.current === run) return;
    this.leave();
    this.current = run;
    startGroup(this.plain(describeStart(run)));
  }

  leave(): void {
    if (this.current !== undefined) endGroup();
    this.current = undefined;
  }

  writeLine(text: string): void {
    this.write(escapeLogText(text));
  }

  write(text: string): void {
    process.stdout.write(`${text}\n`);
  }
}

function describeStart({ event, hook, number, count }: HookRun): string {
  const place = number === undefined ? '' : ` ${String(number)} of ${String(count)}:`;
  return event === WAITED_JOB
    ? `Job${place} ${hook.name} (${event})`
    : `Hook${place} ${hook.kind} ${hook.name} (${event}, weight ${String(hook.weight)})`;
}
