import type { ReleaseRecord } from '../helm/records.js';
import { Redactor } from './redact.js';
import { formsOf } from './forms.js';
import { isMaskable } from './maskable.js';
import { partsOf } from './parts.js';
import { isSecretName } from './secret-names.js';
import { type ReadSecret, SecretReads } from './secret-reads.js';
import { hideServiceAccountTokens } from './service-account-token.js';
import type { SecretRef, SecretValue } from '../objects/secret-object.js';

/** Whom the masker tells. */
export interface SecretMaskerDeps {
  /** Has the runner hide a text of one line from its log. */
  readonly mask: (text: string) => void;
  readonly warn: (text: string) => void;
  /** Resolves after `ms`, or when `signal` aborts. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** The runner compares each line of its log with each mask. */
const MAX_MASKS = 1_000;

/** Knows what must not be shown: has the runner mask it, and hides it in what we print and write ourselves. */
export class SecretMasker {
  private readonly deps: SecretMaskerDeps;
  private readonly redactor = new Redactor();
  private readonly words = new Set<string>();
  private readonly kept = new Set<string>();
  private readonly told = new Set<string>();
  private readonly reads: SecretReads;
  private readonly revisions = new Set<string>();
  /** What was looked through already, by its name. */
  private readonly known = new Map<string, Set<string>>();
  private masks = 0;
  /** Masked, and not made ready to be hidden by us. */
  private readonly fresh: string[] = [];

  constructor(deps: SecretMaskerDeps) {
    this.deps = deps;
    const { pause } = deps;
    const onValues = (values: readonly SecretValue[]) => this.add(values);
    this.reads = new SecretReads({ pause, onValues, onTrouble: (...why) => this.warnOf(...why) });
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
      `Too short or too common to be masked in the log: ${origins}. Use a random value of 8 characters or more.`,
    );
  }

  /** The same without a warning. */
  addSilently(values: readonly SecretValue[]): void {
    for (const secret of values) if (this.isNew(secret)) this.hide(secret);
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
    this.reads.begin(refs, readSecret, use);
  }

  /** Reads Secrets again that may change while a container runs, once for each `use`. Never throws. */
  relearn(refs: readonly SecretRef[], readSecret: ReadSecret, use: string): void {
    this.reads.refresh(refs, readSecret, use);
  }

  /** True while Secrets are being read that lines have to wait for. */
  get isReading(): boolean {
    return this.reads.isReading;
  }

  /** Resolves when all Secrets that were asked for are known, 2 s after they were asked for at the latest. */
  async ready(): Promise<void> {
    await this.reads.ready();
  }

  private get prepared(): Redactor {
    if (this.fresh.length > 0) this.prepare();
    return this.redactor;
  }

  private warnOf(secret: string, why: string): void {
    if (this.told.has(secret)) return;
    this.told.add(secret);
    this.deps.warn(`The values of ${secret} may appear in the log: ${why}`);
  }

  /** A Secret is read for each start of each Pod, and may hold a megabyte: what it held before is passed over. */
  private isNew({ name, value }: SecretValue): boolean {
    const values = this.known.get(name) ?? new Set();
    this.known.set(name, values);
    return values.size < values.add(value).size;
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
