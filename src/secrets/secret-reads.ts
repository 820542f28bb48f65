import { type ActionError, asActionError } from '../errors.js';
import {
  nameSecret,
  type SecretObject,
  type SecretRef,
  type SecretValue,
} from '../objects/secret-object.js';

/** Reads a Secret; undefined where there is none. Throws ActionError. */
export type ReadSecret = (ref: SecretRef, signal: AbortSignal) => Promise<SecretObject | undefined>;

/** Whom it tells of what was read, and what it waits by. */
export interface SecretReadsDeps {
  readonly onValues: (values: readonly SecretValue[]) => void;
  /** Why the values of a Secret may not be known, but for a missing right, which is told with all others at the end. */
  readonly onTrouble: (secret: string, why: string) => void;
  /** Resolves after `ms`, or when `signal` aborts. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Lines wait for their secrets no longer: a migration that cannot be read is worse than one with an unmasked password.
 */
const WAIT_MS = 2_000;
const READ_MS = 15_000;

/** Reads the Secrets that Pods use, as often as they may have changed. */
export class SecretReads {
  private readonly deps: SecretReadsDeps;
  /** Which Secrets were read, and which for which use. */
  private readonly read = new Set<string>();
  /** Those that we may not read. */
  private readonly closed = new Set<string>();
  /** Those that lines have waited for in vain. */
  private readonly slow = new Set<string>();
  private readonly reading = new Map<string, Promise<void>>();

  constructor(deps: SecretReadsDeps) {
    this.deps = deps;
  }

  /** Begins to read them, once for each `use`; without one, only what was never read. Never throws. */
  begin(refs: readonly SecretRef[], readSecret: ReadSecret, use?: string): void {
    for (const ref of refs) {
      const name = nameSecret(ref);
      const key = use === undefined ? name : `${name} ${use}`;
      if (this.closed.has(name) || this.read.has(key) || this.reading.has(key)) continue;
      const wait = this.readInTime(ref, readSecret)
        .then((isRead) => {
          if (isRead) this.read.add(name).add(key);
        })
        .finally(() => this.reading.delete(key));
      this.reading.set(key, wait);
    }
  }

  /** The same for what may change while a container runs, but not where the API is slow: lines would wait each time. */
  refresh(refs: readonly SecretRef[], readSecret: ReadSecret, use: string): void {
    const quick = refs.filter((ref) => !this.slow.has(nameSecret(ref)));
    this.begin(quick, readSecret, use);
  }

  /** True while some are being read that lines have to wait for. */
  get isReading(): boolean {
    return this.reading.size > 0;
  }

  /** Resolves when all that were asked for are known, 2 s after they were asked for at the latest. */
  async ready(): Promise<void> {
    await Promise.all(this.reading.values());
  }

  /** False where there is none yet: it is asked for again with the next change of the Pod. */
  private async readInTime(ref: SecretRef, readSecret: ReadSecret): Promise<boolean> {
    const over = new AbortController();
    const late = this.deps.pause(WAIT_MS, over.signal).then(() => 'late' as const);
    const first = await Promise.race([this.readOne(ref, readSecret), late]);
    over.abort();
    if (first !== 'late') return first;
    this.slow.add(nameSecret(ref));
    // It is still read, and hidden from then on; lines wait for it once.
    this.deps.onTrouble(nameSecret(ref), `it was not read within ${String(WAIT_MS / 1_000)} s`);
    return true;
  }

  private async readOne(ref: SecretRef, readSecret: ReadSecret): Promise<boolean> {
    try {
      const secret = await readSecret(ref, AbortSignal.timeout(READ_MS));
      this.deps.onValues(secret?.values ?? []);
      return secret !== undefined;
    } catch (error) {
      this.noteFailure(nameSecret(ref), asActionError(error));
      return false;
    }
  }

  /** A missing right does not come back while we look. */
  private noteFailure(secret: string, { code, message }: ActionError): void {
    if (code === 'forbidden') this.closed.add(secret);
    else this.deps.onTrouble(secret, message);
  }
}
