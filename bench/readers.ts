import { MigrationReader } from '../src/migrations/reader.js';

const BATCH = 1_000;

/**
 * CPU time in µs that the readers of all migration tools take for one line of a log that is none of theirs, measured in
 * this process with lines as the writer's.
 */
export function timeReaders(lines: number, length: number): number {
  const reader = new MigrationReader();
  let spent = 0;
  for (let done = 0; done < lines; done += BATCH) {
    const batch = Array.from({ length: BATCH }, (_, index) => makeLine(done + index, length));
    const before = process.cpuUsage();
    reader.take(batch);
    const { user, system } = process.cpuUsage(before);
    spent += user + system;
  }
  if (reader.found.length > 0) throw new Error('The readers took the writer for a migration tool.');
  return spent / lines;
}

function makeLine(index: number, length: number) {
  const text = `@@main ${String(index).padStart(7, '0')} ${1_764_000_000_000_000 + index} `;
  return { time: '2026-01-01T00:00:00.000000000Z', text: text.padEnd(length, 'x') };
}
