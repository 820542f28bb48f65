import { ActionError } from '../errors.js';
import { isMapping } from '../text/yaml.js';

/**
 * What results are told apart by: words of ours and of Kubernetes', names that stand openly in the cluster, times,
 * paths.
 */
const CLEAR: ReadonlySet<string> = new Set([
  ...['kind', 'key', 'event', 'events', 'outcome', 'cause', 'workloads', 'how', 'was'],
  ...['name', 'namespace', 'release', 'container', 'pod', 'podUid', 'node', 'deletePolicies'],
  ...['status', 'phase', 'operation', 'code', 'signal', 'logFile'],
  ...['time', 'created', 'started', 'finished', 'completed', 'since', 'lastDeployed'],
]);

/**
 * The same data, redacted in every text but those that are clear, however deep; what is neither text nor plain data
 * stays as it is.
 */
export function hideIn<T>(data: T, redact: (text: string) => string): T {
  return hide(data, redact) as T;
}

function hide(value: unknown, redact: (text: string) => string, isClear = false): unknown {
  if (typeof value === 'string') return isClear ? value : redact(value);
  if (Array.isArray(value)) return value.map((item) => hide(item, redact, isClear));
  if (value instanceof ActionError) return hideInError(value, redact);
  if (!isMapping(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, hide(item, redact, CLEAR.has(key))]),
  );
}

function hideInError(error: ActionError, redact: (text: string) => string): ActionError {
  const { code, message, hint, cause } = error;
  return new ActionError(code, redact(message), redact(hint), { cause });
}
