import { readFileSync } from 'node:fs';

/** What a process and its children held, in MB. */
export interface MemoryUse {
  readonly peak: number;
  /** Every quarter of a second, the largest of them. */
  readonly series: readonly number[];
}

const EVERY_MS = 250;

/** Watches the memory of a process and of its children that match `name`; the function ends it and tells. */
export function watchMemory(pid: number | undefined, name: RegExp): () => MemoryUse {
  const series: number[] = [];
  let peak = 0;
  const timer = setInterval(() => {
    const all = family(pid ?? 0).filter(({ command }) => name.test(command));
    if (all.length === 0) return;
    series.push(Math.max(...all.map(({ resident }) => resident)));
    peak = Math.max(peak, ...all.map(({ highest }) => highest));
  }, EVERY_MS);
  return () => {
    clearInterval(timer);
    return { peak, series };
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
      },
    ];
  } catch {
    return [];
  }
}

/** How much the last third holds more than the middle third, at its highest; 1 is the same. */
export function growth(series: readonly number[]): number {
  const third = Math.floor(series.length / 3);
  return Math.max(...series.slice(2 * third)) / Math.max(...series.slice(third, 2 * third));
}
