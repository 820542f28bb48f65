/** What helm-secrets has of an item so far: what it makes of it, and whether it takes itself to be within `{…}`. */
interface State {
  readonly made: readonly string[];
  readonly held: string;
  readonly inList: boolean;
}

/**
 * Whether helm-secrets hands an item of `set`, `set-string` or `set-json` on to helm as it is. It cuts at each comma
 * and puts the parts together again; one without a `=` it takes for a key, so `a=[1,2]` becomes `a=[1,2]=2]` and
 * `a=1,b` becomes `a=1,b=b`; and it loses a part that ends in a backslash with none behind it (4.7.7,
 * `scripts/commands/helm.sh`).
 */
export function isHandedOn(item: string): boolean {
  // The shell makes no empty part of what is behind the last comma.
  const whole = item.replace(/,$/, '');
  const start: State = { made: [], held: '', inList: false };
  return whole.split(',').reduce(take, start).made.join(',') === whole;
}

function take({ made, held, inList }: State, part: string): State {
  const joined = held === '' ? part : `${held},${part}`;
  if (part.endsWith('\\')) return { made, held: joined, inList };
  const end = joined.indexOf('=');
  const key = inList ? '' : joined.slice(0, end < 0 ? joined.length : end);
  const value = inList ? joined : joined.slice(end + 1);
  const text = key === '' ? value : `${key}=${value}`;
  return { made: [...made, text], held: '', inList: isInList(value, inList) };
}

function isInList(value: string, before: boolean): boolean {
  if (value.startsWith('\\{') || value.endsWith('\\}')) return before;
  if (value.startsWith('{')) return true;
  return value.endsWith('}') ? false : before;
}
