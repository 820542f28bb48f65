/** The process that made a folder, such that no other process, later or elsewhere, is taken for it. */
export interface Owner {
  readonly pid: string;
  /** When it began, in clock ticks since the boot. */
  readonly started: string;
  readonly bootId: string;
  /** The pid namespace: a container counts its processes on its own. */
  readonly pidSpace: string;
  /** The runner's name; empty where there is none. */
  readonly runner: string;
  /** The run, its attempt and the job; empty where there is none. */
  readonly job: string;
}

/** What is known of a folder and of the process that its owner file names. */
export interface Trace {
  /** Undefined where the file is missing or cannot be read. */
  readonly owner: Owner | undefined;
  /** Since the folder was made. */
  readonly ageMs: number;
  /** The process that has the owner's pid here and now; undefined where none has. */
  readonly living: LivingProcess | undefined;
}

/** A process as `/proc/<pid>/stat` tells of it. */
export interface LivingProcess {
  readonly started: string;
  readonly hasEnded: boolean;
}

/**
 * No job runs longer, so no owner lives longer.
 * https://docs.github.com/en/actions/reference/limits (self-hosted runners: 5 days)
 */
export const MAX_JOB_MS = 5 * 24 * 3_600_000;

// Short, as gpg's sockets lie below it and a socket's path holds 107 characters.
/** What `mkdtemp` makes the name of our folder from. */
export const FOLDER_PREFIX = 'helm-migrate-';
/** The file in it that names who made it. */
export const OWNER_FILE = 'owner';
/** The name of a folder that `makeFolder` made. */
export const FOLDER_NAME = /^helm-migrate-[A-Za-z0-9]{6}$/;

const FIELDS = ['pid', 'started', 'bootId', 'pidSpace', 'runner', 'job'] as const;
// Counted after the name: state is field 3, starttime field 22.
const STATE = 0;
const START_TIME = 19;

/** The text of an owner file. */
export function formatOwner(owner: Owner): string {
  return `${JSON.stringify(owner)}\n`;
}

/** Reads an owner file; undefined where it is not whole. */
export function readOwner(text: string): Owner | undefined {
  try {
    const found = JSON.parse(text) as unknown;
    return isOwner(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads `/proc/<pid>/stat`; undefined where it is not one. The program's name may hold blanks and brackets.
 * https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
export function readProcessStat(text: string): LivingProcess | undefined {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, started] = [fields[STATE], fields[START_TIME]];
  if (state === undefined || started === undefined || !/^\d+$/.test(started)) return undefined;
  // A zombie keeps its pid until its parent has asked for its end.
  return { started, hasEnded: state === 'Z' || state === 'X' };
}

/**
 * True when nobody needs the folder any more. A process of this pid namespace is looked up. Of one elsewhere, or before
 * a restart of the machine, nothing is seen: it is over when the same runner has another run, as a runner has one job
 * at a time and removes containers that an earlier one left
 * (https://github.com/actions/runner/blob/v2.336.0/src/Runner.Worker/ContainerOperationProvider.cs), or when it is
 * older than any job.
 */
export function isAbandoned({ owner, ageMs, living }: Trace, self: Owner): boolean {
  if (owner === undefined) return ageMs > MAX_JOB_MS;
  if (owner.bootId === self.bootId && owner.pidSpace === self.pidSpace) {
    return living === undefined || living.hasEnded || living.started !== owner.started;
  }
  const isEarlierJob = owner.runner !== '' && owner.runner === self.runner && isOther(owner, self);
  return isEarlierJob || ageMs > MAX_JOB_MS;
}

/** What the log says of folders that were removed; undefined where none was. */
export function describeRemoved(count: number): string | undefined {
  if (count === 0) return undefined;
  const folders = count === 1 ? 'a folder' : `${String(count)} folders`;
  return `Removed ${folders} with secrets that a killed run left behind.`;
}

function isOther(owner: Owner, self: Owner): boolean {
  return owner.job !== '' && self.job !== '' && owner.job !== self.job;
}

function isOwner(value: unknown): value is Owner {
  if (typeof value !== 'object' || value === null) return false;
  const fields: Partial<Record<string, unknown>> = { ...value };
  return (
    FIELDS.every((name) => typeof fields[name] === 'string') && /^\d+$/.test(String(fields['pid']))
  );
}
