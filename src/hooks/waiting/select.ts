import type { WaitingCause } from './cause.js';
import { IMAGE_PULLS } from './image-pulls.js';
import { PREPARATION } from './preparation.js';
import { REFUSALS } from './refusals.js';

/** Causes, and the part of the text that they judge. */
export interface WaitingCauses {
  readonly causes: readonly WaitingCause[];
  readonly text: string;
}

const OTHERS: readonly WaitingCause[] = [...REFUSALS, ...PREPARATION];

/** True where an image cannot be pulled: the kubelet says the same trouble in two ways that alternate. */
export function isImagePull(on: string): boolean {
  return /^(?:ErrImagePull|ImagePullBackOff)/.test(on);
}

/**
 * The causes that apply where a hook waits for `on`: Kubernetes' reason, and its message after a colon. The kubelet
 * gives one reason for all trouble with an image: only the registry's text tells more, and names and addresses in it
 * say nothing.
 */
export function selectCauses(on: string): WaitingCauses {
  if (!isImagePull(on)) return { causes: OTHERS, text: on };
  return { causes: IMAGE_PULLS, text: on.replace(/"[^"]*"|https?:\/\/\S+|\S+\/\S+:\S*/g, '') };
}
