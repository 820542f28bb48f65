import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kubectl, makeTempFolder } from './lab.js';
import type { Cause, Place } from './verdicts/cause.js';
import { DISRUPTED } from './verdicts/disrupted.js';
import { ENDED } from './verdicts/ended.js';
import { NODES } from './verdicts/nodes.js';
import { REFUSED } from './verdicts/refused.js';
import { WAITING } from './verdicts/waiting.js';

/** Everything that a deploy is seen to fail of, each with what must be said of it. */
export const CAUSES: readonly Cause[] = [...NODES, ...DISRUPTED, ...REFUSED, ...WAITING, ...ENDED];

/** Makes what a cause needs, deploys into it, does what it does to the hook meanwhile, and removes all of it. */
export async function provoke<T>(cause: Cause, place: Place, deploy: () => Promise<T>): Promise<T> {
  const file = join(makeTempFolder(), 'place.json');
  writeFileSync(file, JSON.stringify(listObjects(cause, place)));
  const remove = ['delete', '--filename', file, '--ignore-not-found'];
  await kubectl(...remove);
  try {
    await kubectl('create', '--filename', file);
    await cause.ready?.(place);
    const [result] = await Promise.all([deploy(), cause.meanwhile?.(place)]);
    return result;
  } finally {
    await cause.after?.(place);
    await kubectl(...remove, '--wait=false');
  }
}

function listObjects({ labels = {}, before }: Cause, place: Place): object {
  const { namespace } = place;
  const own = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } };
  return { apiVersion: 'v1', kind: 'List', items: [own, ...(before?.(place) ?? [])] };
}
