import { ActionError } from '../errors.js';
import { isMapping } from '../text/yaml.js';

/** What the cluster, helm or a hook has written; all else is of our own words, names and times, by which results are told apart. */
const FREE_TEXT: ReadonlySet<string> = new Set([
  'reason',
  'advice',
  'notice',
  'warnings',
  'message',
  'hint',
  'on',
  'text',
  'description',
]);

/** The same data with the free text in it redacted, however deep; what is neither text nor plain data stays as it is. */
export function hideIn<T>(data: T, redact: (text: string) => string): T {
  return hide(data, redact) as T;
}

function hide(value: unknown, redact: (text: string) => string, isFree = false): unknown {
  if (typeof value === 'string') return isFree ? redact(value) : value;
  if (Array.isArray(value)) return value.map((item) => hide(item, redact, isFree));
  if (value instanceof ActionError) return hideInError(value, redact);
  if (!isMapping(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, hide(item, redact, FREE_TEXT.has(key))]),
  );
}

function hideInError(error: ActionError, redact: (text: string) => string): ActionError {
  const { code, message, hint, cause } = error;
  return new ActionError(code, redact(message), redact(hint), { cause });
}
