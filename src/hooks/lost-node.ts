import type { Pod } from './targets.js';

/** A node that no longer tells what becomes of its Pods. */
export interface LostNode {
  readonly node: string;
  /** RFC 3339. */
  readonly since: string;
}

/**
 * The node of a Pod that Kubernetes has lost sight of, or undefined. It then sets the Pod's `Ready` to False and leaves
 * all else as the kubelet last said it; a kubelet gives a reason with it, and takes `ContainersReady` with it.
 * https://github.com/kubernetes/kubernetes/blob/v1.35.4/pkg/controller/util/node/controller_utils.go (MarkPodsNotReady)
 */
export function findLostNode(pod: Pod | undefined): LostNode | undefined {
  const find = (type: string) => pod?.status?.conditions?.find((it) => it.type === type);
  const ready = find('Ready');
  const isMarked = ready?.status === 'False' && ready.reason === undefined;
  if (!isMarked || find('ContainersReady')?.status !== 'True') return undefined;
  return { node: pod?.spec?.nodeName ?? '', since: ready.lastTransitionTime ?? '' };
}
