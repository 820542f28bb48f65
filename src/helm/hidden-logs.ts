import type { Hook } from './hook.js';

/** The hook, whose log is not shown either where one of the patterns fits its name; `*` stands for any characters. */
export function hideLogOf(hook: Hook, patterns: readonly string[]): Hook {
  const isHidden = patterns.some((pattern) => fits(pattern.split('*'), hook.name));
  return isHidden ? { ...hook, hidesLog: true } : hook;
}

function fits([first = '', ...others]: readonly string[], name: string): boolean {
  const last = others.at(-1);
  if (last === undefined) return name === first;
  const end = name.length - last.length;
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const piece of others.slice(0, -1)) {
    const found = name.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return at <= end;
}
