import type { Mapping } from '../text/yaml.js';
import { concealBoth, type Veil } from './conceal.js';
import { diffObjects } from './diff.js';
import { isSame, quiet } from './noise.js';
import { isKept, type PlanObject } from './objects.js';

/** What a deploy would do to one object; nothing in it is secret. */
export interface Change {
  /** `noise`: nothing but checksums, and what changes with each rendering. */
  readonly change: 'added' | 'changed' | 'removed' | 'noise';
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** It would be removed, but its resource policy leaves it in the cluster. */
  readonly kept: boolean;
  /** A unified diff of its YAML; none of what was removed or is noise. */
  readonly diff: readonly string[];
}

type Objects = ReadonlyMap<string, PlanObject>;

/** What is compared. */
export interface Renderings {
  readonly deployed: Objects;
  readonly rendered: Objects;
  /** The same chart, rendered once more. */
  readonly again: Objects;
}

/** What a deploy would change: what is new, what is other than before, and what is gone, in the chart's order. */
export function compareObjects(renderings: Renderings, veil: Veil): readonly Change[] {
  const { deployed, rendered } = renderings;
  const there = [...rendered].flatMap(([key, object]) => {
    const before = deployed.get(key);
    if (before === undefined) return [describe('added', object, showAdded(object.object, veil))];
    return compareOne(key, before, { renderings, veil });
  });
  const removed = [...deployed]
    .filter(([key]) => !rendered.has(key))
    .map(([, object]) => ({ ...describe('removed', object, []), kept: isKept(object) }));
  return [...there, ...removed];
}

interface Comparison {
  readonly renderings: Renderings;
  readonly veil: Veil;
}

function compareOne(
  key: string,
  { object: before }: PlanObject,
  { renderings: { rendered, again }, veil }: Comparison,
): readonly Change[] {
  const after = rendered.get(key);
  if (after === undefined || isSame(before, after.object)) return [];
  const other = again.get(key)?.object;
  const still = (object: Mapping) => quiet(object, after.object, other);
  const [from, to] = [still(before), still(after.object)];
  if (isSame(from, to)) return [describe('noise', after, [])];
  return [describe('changed', after, diffObjects(...concealBoth(from, to, veil)))];
}

function showAdded(object: Mapping, veil: Veil): readonly string[] {
  return diffObjects(undefined, concealBoth(object, object, veil)[1]);
}

function describe(
  change: Change['change'],
  { apiVersion, kind, namespace, name }: PlanObject,
  diff: readonly string[],
): Change {
  return { change, apiVersion, kind, namespace, name, kept: false, diff };
}
