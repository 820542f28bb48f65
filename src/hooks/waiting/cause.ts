/** Whether what keeps a hook from starting goes away. */
export type Heals =
  /** The next try can succeed. */
  | 'by-itself'
  /** Only when somebody changes something in the cluster meanwhile. */
  | 'when-fixed'
  /** Never: the hook's own object would have to change. */
  | 'never';

/** One thing that keeps a hook from starting: what is said of it, whether it goes away, and what to do. */
export interface WaitingCause {
  readonly says: RegExp;
  readonly heals: Heals;
  /** `{name}` is a group of `says`, or a fact: `{namespace}`, and `{who}`, `{before}` and `{order}` of what waits. */
  readonly advice: string;
}

/** Where the missing object is one of the chart's own. */
export const OBJECT_ORDER =
  'If the chart creates it, make it a hook, too, with a lower helm.sh/hook-weight: helm creates the other objects of a chart after the pre-install hooks.';
