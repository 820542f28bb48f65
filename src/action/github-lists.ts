/** The most items that come at once. */
export const PAGE = 100;

/** What is thrown where another than GitHub answers: a proxy may have a page of its own. */
export const NO_ANSWER = "The answer is not one of GitHub's API";

/**
 * All pages of a list, or the first `most`: only the last one is not full. The client's own `paginate` drops the
 * signal, and a request that nobody answers keeps the step alive.
 */
export async function collect<Item>(
  load: (page: number) => Promise<readonly Item[]>,
  most = Infinity,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  for (let page = 1; page <= most; page++) {
    const items = await load(page);
    all.push(...items);
    if (items.length < PAGE) break;
  }
  return all;
}

/** The list, if it is one. */
export function checkList<Item>(list: readonly Item[]): readonly Item[] {
  if (!(list instanceof Array)) throw new Error(NO_ANSWER);
  return list;
}
