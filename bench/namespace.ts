import { makeNamespace, removeNamespace } from '../__tests__/e2e/support/lab.js';

/** Recreates namespaces for a row, and removes them after it, whatever came of it. */
export async function withNamespaces<T>(
  names: readonly string[],
  run: (names: readonly string[]) => Promise<T>,
): Promise<T> {
  try {
    await Promise.all(names.map(makeNamespace));
    return await run(names);
  } finally {
    await Promise.all(names.map(remove));
  }
}

/** What stays for once is made again by the next run, and costs no figure that is measured already. */
async function remove(name: string): Promise<void> {
  await removeNamespace(name).catch((error: unknown) => {
    console.error(`  Namespace ${name} is still there: ${String(error)}`);
  });
}
