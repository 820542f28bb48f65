import { cutText } from '../text/format.js';
import { FurtherLines, type ReadOn } from './further-lines.js';
import {
  type Failure,
  type Found,
  ID_LENGTH,
  NO_FAILURE,
  NOT_TOLD,
  shorten,
  shortenError,
} from './found.js';
import { SqlTexts } from './sql-texts.js';
import type { ToolLine } from './unwrap.js';

/** How many migrations are kept of one log: the ones noted last. */
const KEPT = 5_000;
/** Of how many failures what was told is kept: those of the newest ones. */
const TOLD_FAILURES = 50;

/** What was read of one tool in one log. It holds little, whatever the log holds. */
export class Findings {
  /** True once a line was this tool's. */
  isKnown = false;
  /** The tool's own words for what went wrong, empty where nothing did. */
  error = '';
  /** The time of the log's first line, RFC 3339, empty where it has none. */
  began = '';
  /** What a tool's rules keep from one line to the next. */
  mark = '';
  /** The tool has said that it only shows what it would do. */
  isDry = false;
  /** It listed pending migrations from the first one on, and did not ask the database. */
  isFromStart = false;
  /** The SQL of migrations that a tool prints in place of running them. */
  readonly sql = new SqlTexts();
  /** How many are not applied yet, as the tool counts them; 0 where it does not. */
  toldPending = 0;
  private readonly migrations = new Map<string, Found>();
  /** What the transaction that is open has applied or begun. */
  private readonly open = new Set<string>();
  /** Those that failed, and what was told of it. */
  private readonly failures = new Set<string>();
  private count = 0;
  private told: number | undefined;
  private newest = '';
  private readonly further = new FurtherLines();

  /** The migration that was begun or applied last, empty where none was. */
  get current(): string {
    return this.newest;
  }

  /** How many this run applied: as the tool counts them, else as they were noted. */
  get applied(): number {
    return this.told ?? this.count;
  }

  /** The migrations, in the order in which they were first named. */
  get list(): readonly Found[] {
    return [...this.migrations.values()];
  }

  /** The line is this tool's, and names no migration. */
  recognise(): void {
    this.isKnown = true;
  }

  /** A migration is about to run. */
  begin(id: string): void {
    this.newest = cutText(id, ID_LENGTH);
    // What goes to stderr may come before what was printed earlier.
    if (this.stateOf(id) === 'failed') this.moveToEnd(id);
    else this.put(id, { state: 'begun' });
  }

  /** A migration was applied by this run. */
  apply(id: string, durationMs?: number): void {
    if (this.stateOf(id) !== 'applied-now') this.count += 1;
    this.put(id, { state: 'applied-now', durationMs, ...NO_FAILURE });
    this.newest = cutText(id, ID_LENGTH);
  }

  /** Of a tool that prints only beginnings: what has begun is applied, since the next one begins or all is said. */
  applyBegun(): void {
    for (const { id, state } of this.list) if (state === 'begun') this.apply(id);
  }

  /** A migration is as the tool's list says; what this run did stays so. */
  listAs(id: string, state: 'applied-now' | 'applied-before' | 'pending', when = ''): void {
    const known = this.stateOf(id);
    this.moveToEnd(id);
    if (known === 'failed') return;
    if (known === 'applied-now' && state !== 'pending') this.put(id, { when });
    else if (state === 'applied-now') {
      this.apply(id);
      this.put(id, { when });
    } else this.put(id, { state, when });
  }

  /** A migration of this run, or the run as a whole, has failed; what was told of it before stays. */
  fail({ id, ...failure }: Failure): void {
    this.isKnown = true;
    if (failure.error !== undefined) this.error = shortenError(failure.error);
    if (id === undefined || id === '') return;
    if (this.stateOf(id) === 'applied-now') this.count -= 1;
    this.put(id, { state: 'failed', durationMs: undefined, when: '', ...shorten(failure) });
    this.newest = cutText(id, ID_LENGTH);
  }

  /** Adds to what is known of the failure of the newest migration, if it has failed. */
  addToFailure(failure: Omit<Failure, 'id'>): void {
    if (failure.error !== undefined) this.error = shortenError(failure.error);
    if (this.stateOf(this.newest) === 'failed') this.put(this.newest, shorten(failure));
  }

  /** The transaction is over, and what it applied stays. */
  settle(): void {
    this.open.clear();
  }

  /** What the open transaction applied or began was taken back, and is as it was before. */
  takeBack(): void {
    this.isKnown = true;
    for (const id of this.open) {
      const state = this.stateOf(id);
      if (state === 'applied-now') this.count -= 1;
      if (state === 'applied-now' || state === 'begun')
        this.put(id, { state: 'pending', when: '', durationMs: undefined });
    }
    this.open.clear();
  }

  /** The tool says how many it applied. */
  tell(count: number): void {
    this.isKnown = true;
    this.told = (this.told ?? 0) + count;
  }

  /** The tool says how many are not applied yet. */
  tellPending(count: number): void {
    this.isKnown = true;
    this.toldPending = count;
  }

  /** It was a dry run: what was applied or begun is pending. */
  deny(): void {
    for (const { id } of this.list) this.open.add(id);
    this.takeBack();
    this.count = 0;
    this.told = undefined;
  }

  /** The next lines, at most `most` of them, go to `take` until it returns false. */
  readOn(most: number, take: ReadOn): void {
    this.isKnown = true;
    this.further.readOn(most, take);
  }

  /** Gives a line to what reads on; true when it took it. */
  takeFurther(line: ToolLine): boolean {
    return this.further.take(line);
  }

  /** What the log says of a migration. */
  stateOf(id: string): Found['state'] | undefined {
    return this.migrations.get(cutText(id, ID_LENGTH))?.state;
  }

  private noteFailure(key: string): void {
    this.failures.delete(key);
    this.failures.add(key);
    const [oldest = ''] = this.failures;
    if (this.failures.size <= TOLD_FAILURES) return;
    this.failures.delete(oldest);
    const known = this.migrations.get(oldest);
    if (known !== undefined) this.migrations.set(oldest, { ...known, ...NO_FAILURE });
  }

  /** What was counted before is no longer so. */
  private noteRun(key: string): void {
    this.open.add(key);
    this.toldPending = 0;
  }

  /** A list has them in their order, whatever was told before it. */
  private moveToEnd(id: string): void {
    const key = cutText(id, ID_LENGTH);
    const known = this.migrations.get(key);
    if (known === undefined) return;
    this.migrations.delete(key);
    this.migrations.set(key, known);
  }

  private put(id: string, change: Partial<Found>): void {
    this.isKnown = true;
    const key = cutText(id.trim(), ID_LENGTH);
    if (key === '') return;
    if (change.state === 'begun' || change.state === 'applied-now') this.noteRun(key);
    const known = this.migrations.get(key) ?? { ...NOT_TOLD, id: key, state: 'begun' as const };
    this.migrations.set(key, { ...known, ...change, id: key });
    if (change.state === 'failed') this.noteFailure(key);
    const [first] = this.migrations.keys();
    if (this.migrations.size <= KEPT || first === undefined) return;
    this.migrations.delete(first);
    this.open.delete(first);
    this.sql.drop(first);
  }
}
