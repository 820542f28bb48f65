import { type ActionError, asActionError } from '../errors.js';
import type { ReleaseRecord } from '../helm/records.js';
import { Redactor } from './redact.js';
import { formsOf } from './forms.js';
import { isMaskable } from './maskable.js';
import { partsOf } from './parts.js';
import { isSecretName } from './secret-names.js';
import { hideServiceAccountTokens } from './service-account-token.js';
import {
  nameSecret,
  type SecretObject,
  type SecretRef,
  type SecretValue,
} from '../objects/secret-object.js';

/** Whom the masker tells. */
export interface SecretMaskerDeps {
  /** Has the runner hide a text of one line from its log. */
  readonly mask: (text: string) => void;
  readonly warn: (text: string) => void;
  /** Resolves after `ms`, or when `signal` aborts. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Reads a Secret; undefined where there is none. Throws ActionError. */
export type ReadSecret = (ref: SecretRef, signal: AbortSignal) => Promise<SecretObject | undefined>;

/**
 * Lines wait for their secrets no longer: a migration that cannot be read is worse than one with an unmasked password.
 */
const WAIT_MS = 2_000;
const READ_MS = 15_000;
/** The runner compares each line of its log with each mask. */
const MAX_MASKS = 1_000;
/** Knows what must not be shown: has the runner mask it, and hides it in what we print and write ourselves. */
export class SecretMasker {
  private readonly deps: SecretMaskerDeps;
  private readonly redactor = new Redactor();
  private readonly words = new Set<string>();
  private readonly kept = new Set<string>();
  private readonly told = new Set<string>();
  /** Which Secrets were read, and which for which Pod. */
  private readonly read = new Set<string>();
  /** Those that we may not read. */
  private readonly closed = new Set<string>();
  private readonly revisions = new Set<string>();
  private readonly reading = new Map<string, Promise<void>>();
  private masks = 0;
  /** Masked, and not made ready to be hidden by us. */
  private readonly fresh: string[] = [];

  constructor(deps: SecretMaskerDeps) {
    this.deps = deps;
  }

  /** The text with each secret as `***`. */
  readonly redact = (text: string): string => {
    const { prepared } = this;
    return hideServiceAccountTokens(prepared.redactWrapped(prepared.redact(text)));
  };

  /** For text that was cut at its end: the beginning of a secret there goes, too. */
  readonly redactCut = (text: string): string =>
    hideServiceAccountTokens(this.prepared.redactCut(text));

  /** For text that was cut at either end: what is left of a secret there goes, too. */
  readonly redactEnds = (text: string): string =>
    hideServiceAccountTokens(this.prepared.redactEnds(text));

  /** For the bytes of one line. */
  readonly redactBytes = (pieces: Iterable<Uint8Array>): Iterable<Uint8Array> =>
    this.prepared.redactBytes(pieces);

  /**
   * Makes ready what hides; else that is done when it is first asked for. It takes some 15 ms, which helm need not wait
   * for.
   */
  prepare(): void {
    for (const part of this.fresh.splice(0)) this.redactor.add(formsOf(part));
    this.redactor.redact('');
  }

  /** What the log is made of, like the release's name: hidden, it could not be read. */
  addWords(words: Iterable<string>): void {
    for (const word of words) if (word !== '') this.words.add(word);
  }

  /**
   * Hides these texts from now on, in all forms, and what they hold. Those too short or too common are told of, once.
   */
  add(values: readonly SecretValue[]): void {
    this.addSilently(values);
    const shown = values.filter((secret) => this.isWorthTelling(secret));
    for (const { origin } of shown) this.told.add(origin);
    if (shown.length === 0) return;
    const origins = shown.map(({ origin }) => origin).join(', ');
    this.deps.warn(
      `Too short or too common to be masked in the log: ${origins}. Use a value of 8 characters or more.`,
    );
  }

  /** The same without a warning. */
  addSilently(values: readonly SecretValue[]): void {
    for (const secret of values) this.hide(secret);
  }

  /**
   * Hides what a release's own Secrets hold, once for each revision. What `isEarlier` is not warned of: whoever
   * deployed it was.
   */
  addRelease({ release, secrets }: ReleaseRecord, isEarlier: boolean): void {
    const { name, revision, hooks, jobs } = release;
    const key = `${name} ${String(revision)}`;
    if (this.revisions.has(key) || secrets === undefined) return;
    this.revisions.add(key);
    this.addWords([...hooks, ...jobs].map((hook) => hook.name));
    for (const { values } of secrets()) {
      if (isEarlier) for (const { origin } of values) this.told.add(origin);
      this.add(values);
    }
  }

  /**
   * Begins to read the Secrets that a Pod uses, again for each `use`: they may have changed since helm or somebody else
   * wrote them, and what was known of them stays hidden. Without `use`, only what was never read. Never throws.
   */
  learn(refs: readonly SecretRef[], readSecret: ReadSecret, use?: string): void {
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

  /** True while Secrets are being read that lines have to wait for. */
  get isReading(): boolean {
    return this.reading.size > 0;
  }

  /** Resolves when all Secrets that were asked for are known, 2 s after they were asked for at the latest. */
  async ready(): Promise<void> {
    await Promise.all(this.reading.values());
  }

  private get prepared(): Redactor {
    if (this.fresh.length > 0) this.prepare();
    return this.redactor;
  }

  /** False where there is none yet: it is asked for again with the next change of the Pod. */
  private async readInTime(ref: SecretRef, readSecret: ReadSecret): Promise<boolean> {
    const over = new AbortController();
    const late = this.deps.pause(WAIT_MS, over.signal).then(() => 'late' as const);
    const first = await Promise.race([this.readOne(ref, readSecret), late]);
    over.abort();
    if (first !== 'late') return first;
    // It is still read, and hidden from then on; lines wait for it once.
    this.warnOf(ref, `it was not read within ${String(WAIT_MS / 1_000)} s`);
    return true;
  }

  private async readOne(ref: SecretRef, readSecret: ReadSecret): Promise<boolean> {
    try {
      const secret = await readSecret(ref, AbortSignal.timeout(READ_MS));
      this.add(secret?.values ?? []);
      return secret !== undefined;
    } catch (error) {
      this.noteFailure(ref, asActionError(error));
      return false;
    }
  }

  /** A missing right is told with all others at the end, and does not come back while we look. */
  private noteFailure(ref: SecretRef, { code, message }: ActionError): void {
    if (code === 'forbidden') this.closed.add(nameSecret(ref));
    else this.warnOf(ref, message);
  }

  private warnOf(ref: SecretRef, why: string): void {
    const name = nameSecret(ref);
    if (this.told.has(name)) return;
    this.told.add(name);
    this.deps.warn(`The values of ${name} may appear in the log: ${why}`);
  }

  private hide(secret: SecretValue): void {
    const parts = partsOf(secret).filter(
      (part) => !this.kept.has(part) && isMaskable(part, this.words),
    );
    for (const part of parts) {
      this.kept.add(part);
      this.fresh.push(part);
      if (part.includes('\n') || this.masks >= MAX_MASKS) continue;
      this.masks += 1;
      this.deps.mask(part);
    }
  }

  private isWorthTelling({ origin, name, value }: SecretValue): boolean {
    const isShown = !value.includes('\n') && !isMaskable(value, this.words);
    return isShown && value !== '' && isSecretName(name) && !this.told.has(origin);
  }
}
