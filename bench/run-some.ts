/** Runs all contests, `limit` at a time; the results are in their order. */
export async function runSome<Contest, T>(
  contests: readonly Contest[],
  limit: number,
  run: (contest: Contest) => Promise<T>,
): Promise<readonly T[]> {
  const results: T[] = [];
  const waiting = [...contests.entries()];
  const take = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      results[next[0]] = await run(next[1]);
  };
  await Promise.all(Array.from({ length: limit }, take));
  return results;
}
