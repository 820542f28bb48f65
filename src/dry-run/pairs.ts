import { nameHook } from '../helm/hook.js';
import { isMapping } from '../text/yaml.js';
import type { RenderedHook } from './rendered-hooks.js';

/** For each hook of a rendering, its counterpart in another; undefined where the other one has none. */
export type Pairs = ReadonlyMap<RenderedHook, RenderedHook | undefined>;

/** Pairs hooks of the same name, and of the others those of the same kind, in order: `plan-set` may rename them. */
export function pairHooks(ones: readonly RenderedHook[], others: readonly RenderedHook[]): Pairs {
  const free = [...others];
  const take = (fits: (other: RenderedHook) => boolean) => {
    const index = free.findIndex(fits);
    return index < 0 ? undefined : free.splice(index, 1)[0];
  };
  const named = ones.map((one) => take(({ hook }) => nameHook(hook) === nameHook(one.hook)));
  return new Map(
    ones.map((one, index) => [
      one,
      named[index] ?? take(({ hook }) => hook.kind === one.hook.kind),
    ]),
  );
}

/** Is no part of a name. */
const RENAMED = '(renamed)';

/**
 * Returns what takes the names that differ within a pair out of a value, also where they are a part of a text: another
 * name changes nothing of what a program does.
 */
export function openNameRemover(pairs: Pairs): (value: unknown) => unknown {
  const stems = [...pairs].flatMap(([one, other]) => listStems(one, other));
  if (stems.length === 0) return (value) => value;
  const longestFirst = [...new Set(stems)].toSorted((a, b) => b.length - a.length);
  const any = longestFirst.map((stem) => stem.replaceAll('.', '\\.')).join('|');
  const pattern = new RegExp(`(?<![a-z0-9])(?:${any})(?![a-z0-9])`, 'g');
  const remove = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replace(pattern, RENAMED);
    if (Array.isArray(value)) return value.map(remove);
    if (!isMapping(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, remove(item)]));
  };
  return remove;
}

/** Both names without the words that they end with in common: other objects of the chart may begin with the rest. */
function listStems(one: RenderedHook, other: RenderedHook | undefined): readonly string[] {
  if (other === undefined || one.hook.name === other.hook.name) return [];
  const [words, others] = [one.hook.name.split('-'), other.hook.name.split('-')];
  while (words.length > 1 && others.length > 1 && words.at(-1) === others.at(-1)) {
    words.pop();
    others.pop();
  }
  return [words.join('-'), others.join('-')];
}
