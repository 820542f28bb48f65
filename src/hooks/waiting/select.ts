import type { WaitingCause } from './cause.js';
import { IMAGE_PULLS } from './image-pulls.js';
import { PREPARATION } from './preparation.js';
import { REFUSALS } from './refusals.js';

/** Causes, and the part of the text that they judge. */
export interface WaitingCauses {
  readonly causes: readonly WaitingCause[];
  readonly text: string;
}

const IMAGE_PULL = /^(?:ErrImagePull|ImagePullBackOff)/;

/**
 * The causes that apply where a hook waits for `on`: Kubernetes' reason, and its message after a colon. The kubelet
 * gives one reason for all trouble with an image: only the registry's text tells more, and names and addresses in it
 * say nothing.
 */
export function selectCauses(on: string): WaitingCauses {
  if (!IMAGE_PULL.test(on)) return { causes: [...REFUSALS, ...PREPARATION], text: on };
  return { causes: IMAGE_PULLS, text: on.replace(/"[^"]*"|https?:\/\/\S+|\S+\/\S+:\S*/g, '') };
}
