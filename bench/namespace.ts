import { makeNamespace, removeNamespace } from '../__tests__/e2e/support/lab.js';

/** Makes namespaces anew for a row, and removes them after it, whatever came of it. */
export async function withNamespaces<T>(
  names: readonly string[],
  run: (names: readonly string[]) => Promise<T>,
): Promise<T> {
  try {
    await Promise.all(names.map(makeNamespace));
    return await run(names);
  } finally {
    await Promise.all(names.map(removeNamespace));
  }
}
