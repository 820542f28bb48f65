import { readFileSync } from 'node:fs';

/** What a process and its children held, in MB, and the CPU time of the busiest of them. */
export interface MemoryUse {
  readonly peak: number;
  /** In seconds, when it was last looked at. */
  readonly cpu: number;
  /** Every quarter of a second, the largest of them. */
  readonly series: readonly number[];
}

const EVERY_MS = 250;

/** Watches the memory of a process and of its children that match `name`; the function ends it and tells. */
export function watchMemory(pid: number | undefined, name: RegExp): () => MemoryUse {
  const series: number[] = [];
  let peak = 0;
  let cpu = 0;
  const timer = setInterval(() => {
    const all = family(pid ?? 0).filter(({ command }) => name.test(command));
    if (all.length === 0) return;
    series.push(Math.max(...all.map(({ resident }) => resident)));
    peak = Math.max(peak, ...all.map(({ highest }) => highest));
    cpu = Math.max(cpu, ...all.map((it) => it.cpu));
  }, EVERY_MS);
  return () => {
    clearInterval(timer);
    return { peak, cpu, series };
  };
}

function family(pid: number) {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return [pid, ...children.split(' ').filter(Boolean).map(Number)].flatMap(readProcess);
  } catch {
    return [];
  }
}

function readProcess(pid: number) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const field = (key: string): string =>
      new RegExp(`^${key}:\\s+(\\S+)`, 'm').exec(status)?.[1] ?? '';
    return [
      {
        command: field('Name'),
        resident: Number(field('VmRSS')) / 1_000,
        highest: Number(field('VmHWM')) / 1_000,
        cpu: readCpu(pid),
      },
    ];
  } catch {
    return [];
  }
}

/** Seconds in user and system mode: `utime` and `stime`, which come after the name, in hundredths (proc(5)). */
function readCpu(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** How much the last third holds more than the middle third, at its highest; 1 is the same. */
export function growth(series: readonly number[]): number {
  const third = Math.floor(series.length / 3);
  return Math.max(...series.slice(2 * third)) / Math.max(...series.slice(third, 2 * third));
}
