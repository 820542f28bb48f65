import { readFileSync, readlinkSync } from 'node:fs';
import type { Environment } from '../inputs/host.js';
import { type LivingProcess, type Owner, readProcessStat } from './owner.js';

/**
 * This process as an owner file names it, with the job that the runner's variables tell of; undefined where `/proc`
 * does not say who we are.
 */
export function identifySelf(env: Environment): Owner | undefined {
  const { RUNNER_NAME, GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT, GITHUB_JOB } = env;
  const job = GITHUB_RUN_ID ? [GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT, GITHUB_JOB].join('/') : '';
  try {
    const started = findProcess('self')?.started;
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const pidSpace = readlinkSync('/proc/self/ns/pid');
    if (started === undefined || bootId === '') return undefined;
    const pid = String(process.pid);
    return { pid, started, bootId, pidSpace, runner: RUNNER_NAME ?? '', job };
  } catch {
    return undefined;
  }
}

/** The process that has the pid here and now; undefined where none has. Throws where that cannot be told. */
export function findProcess(pid: string): LivingProcess | undefined {
  try {
    const found = readProcessStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    if (found === undefined) throw new Error(`/proc/${pid}/stat cannot be parsed`);
    return found;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // ESRCH: it ended between the opening and the reading.
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}
