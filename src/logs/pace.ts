/**
 * Gives on what comes, the next one when what came before is written: a log that comes faster than it
 * can be shown would pile up in memory.
 */
export async function* pace<T>(
  items: AsyncIterable<T>,
  written: () => Promise<void>,
): AsyncGenerator<T> {
  for await (const item of items) {
    yield item;
    await written();
  }
}
