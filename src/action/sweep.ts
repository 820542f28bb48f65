import { describeRemoved } from '../folder/owner.js';

/** Removes what killed runs have left, and says so. Nothing has to wait for it, and it is loaded late. Never throws. */
export async function sweep(): Promise<void> {
  const { removeLeftovers } = await import('../folder/leftovers.js');
  const removed = describeRemoved(await removeLeftovers(process.env));
  if (removed !== undefined) process.stdout.write(`${removed}\n`);
}
