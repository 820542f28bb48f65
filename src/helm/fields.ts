import { textOf } from '../text/yaml.js';

// A record is written by helm, and by whoever may write to the namespace: each value is taken for what it is.

/**
 * Names that an object can have, and that mean nothing to a shell, since messages show commands with them: Jobs, Pods
 * and namespaces have DNS names, others any segment of a path (`IsValidPathSegmentName` in apimachinery v0.35.4), such
 * as `system:node-proxier`. A forged record may name anything.
 */
const NAME = /^\w[\w.:@+-]*$/;

/** The name of an object or a namespace, undefined where none can have it. */
export function nameOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text !== undefined && NAME.test(text) ? text : undefined;
}

/** Helm's zero time, where a hook has not started or ended. */
const ZERO_TIME = '0001-01-01T00:00:00Z';

/** A time as Helm writes it (RFC 3339); empty where there is none. */
export function timeOf(value: unknown): string {
  const text = textOf(value) ?? '';
  return text === ZERO_TIME || Number.isNaN(Date.parse(text)) ? '' : text;
}

/** A whole number, 0 where it is none. */
export function wholeOf(value: unknown): number {
  return Number.isSafeInteger(value) ? Number(value) : 0;
}
