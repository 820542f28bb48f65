import { cutText } from '../text/format.js';
import type { Migration } from './migration.js';

/** How long an id may be. */
export const ID_LENGTH = 300;
const TEXT_LENGTH = 2_000;

/** A migration as far as a log tells: of one that has begun it may not tell the end. */
export interface Found extends Omit<Migration, 'state' | 'sql'> {
  readonly state: Migration['state'] | 'begun';
}

/** What a tool says of a failure. */
export type Failure = Partial<Pick<Migration, 'id' | 'error' | 'statement' | 'file' | 'line'>>;

/** What a migration has of a failure that did not happen. */
export const NO_FAILURE = { error: '', statement: '', file: '', line: undefined } as const;

/** What a migration has of which only the name was told. */
export const NOT_TOLD: Omit<Found, 'id' | 'state'> = {
  ...{ when: '', durationMs: undefined },
  ...NO_FAILURE,
};

/** Of a failure what is told alone, each text cut. */
export function shorten({ error, statement, file, line }: Omit<Failure, 'id'>): Partial<Found> {
  return {
    ...(error === undefined ? {} : { error: shortenError(error) }),
    ...(statement === undefined ? {} : { statement: cutText(statement.trim(), TEXT_LENGTH) }),
    ...(file === undefined ? {} : { file: cutText(file, ID_LENGTH) }),
    ...(line === undefined ? {} : { line }),
  };
}

/** An error as one line of bounded length: it goes into a sentence. */
export function shortenError(text: string): string {
  return cutText(text.trim().replace(/\s+/g, ' '), TEXT_LENGTH);
}
