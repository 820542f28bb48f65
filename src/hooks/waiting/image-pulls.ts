import type { WaitingCause } from './cause.js';

/**
 * Why an image cannot be pulled, in the words of its registry or of the network. What passes comes first: a text that
 * is not known counts as that, as ending too early is worse than waiting.
 */
export const IMAGE_PULLS: readonly WaitingCause[] = [
  {
    says: /too ?many ?requests|rate limit|quota/i,
    heals: 'by-itself',
    advice:
      "The registry's rate limit for pulls is reached. Add credentials (imagePullSecrets), or pull from a mirror.",
  },
  {
    says: /x509|certificate/i,
    heals: 'by-itself',
    advice:
      "The node does not trust the registry's certificate. Install its certificate authority on the nodes, or use another registry.",
  },
  {
    says: /no space left/i,
    heals: 'by-itself',
    advice: "The node's disk is full. Free space on the node, then redeploy.",
  },
  {
    says: /server error|bad gateway|service unavailable|gateway time-?out/i,
    heals: 'by-itself',
    advice: 'The registry reports an error of its own. Check its status, then redeploy.',
  },
  {
    says: /server misbehaving|timeout|timed out|deadline exceeded|connection re|network is unreachable|no route to host|EOF/i,
    heals: 'by-itself',
    advice:
      "The node cannot reach the registry. Check the registry's name in the image, and the network of the node.",
  },
  {
    says: /unauthorized|authentication required|authorization failed|no basic auth|denied|forbidden|\b401\b|\b403\b/i,
    heals: 'when-fixed',
    advice:
      'The registry denies access to the image. Check imagePullSecrets in namespace {namespace}, and the name of the image: many registries give this answer for an image that does not exist, too.',
  },
  {
    says: /no match for platform/i,
    heals: 'when-fixed',
    advice:
      "The image is not built for the node's platform. Build it for that platform, or select other nodes with nodeSelector.",
  },
  {
    says: /not found|manifest unknown|name unknown|does not exist|\b404\b/i,
    heals: 'when-fixed',
    advice: 'The image does not exist. Check its name and tag, and that it was pushed.',
  },
  {
    says: /no such host/i,
    heals: 'when-fixed',
    advice:
      "The registry's host name does not exist. Check the name of the image, and the DNS of the node.",
  },
  {
    says: /^/,
    heals: 'by-itself',
    advice: 'Check that the image exists, and that the cluster may pull it.',
  },
];
