import type { Hook } from './release.js';

/** What tells one hook object from all others of a cluster, in words: `Job shop/app-migration`. */
export function nameHook({
  kind,
  namespace,
  name,
}: Pick<Hook, 'kind' | 'namespace' | 'name'>): string {
  return `${kind} ${namespace}/${name}`;
}
