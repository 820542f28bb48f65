import { readText, readWord, type Get } from './fields.js';
import type { Report } from './problems.js';

/** What the inputs say of the comment on the pull request. */
export interface CommentPolicy {
  readonly when: 'never' | 'on-failure' | 'always';
  /** The environment's name; undefined where none is given. */
  readonly environment: string | undefined;
}

const ENVIRONMENT_LENGTH = 255;

/** Reads `comment` and `comment-environment`. */
export function readComment(get: Get, report: Report): CommentPolicy {
  const environment = readText(get, 'comment-environment')?.replace(/[\s\p{Cc}]+/gu, ' ');
  return {
    when: readWord(get, 'comment', { words: ['never', 'on-failure', 'always'], report }),
    environment: environment?.slice(0, ENVIRONMENT_LENGTH),
  };
}
