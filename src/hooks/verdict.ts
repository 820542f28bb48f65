import { type Hook, isJobOrPod } from '../helm/hook.js';

/** What a Job or a Pod has come to. */
export type Verdict =
  | { readonly kind: 'waiting'; readonly on: string }
  | { readonly kind: 'running' }
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'failed'; readonly reason: string; readonly message: string };

/**
 * What a hook has come to. `not-seen`: no object of it was seen (it did not start, or we may not look). `unconfirmed`:
 * Helm says that it succeeded, and nothing that we saw bears that out.
 */
export type HookVerdict = Verdict | { readonly kind: 'not-seen' | 'unconfirmed' };

/** True of a verdict that nothing changes any more. */
export function isOver({ kind }: Pick<HookVerdict, 'kind'>): boolean {
  return kind === 'succeeded' || kind === 'failed';
}

/** The word for it. An object that is no Job or Pod runs nothing to its end: Helm creates it and goes on. */
export function nameVerdict(
  hook: Pick<Hook, 'kind'>,
  { kind }: HookVerdict,
): HookVerdict['kind'] | 'created' {
  return kind === 'succeeded' && !isJobOrPod(hook) ? 'created' : kind;
}
