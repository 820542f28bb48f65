import type { BlamedCause } from './known-cause.js';

/** What helm says of a kubeconfig that it cannot log in with (client-go v0.35.4). */
export const LOGIN: readonly BlamedCause[] = [
  {
    says: /User "system:anonymous" cannot/,
    cause: 'credentials',
    advice:
      'The kubeconfig has no credentials, so helm is an anonymous user for the API server. Check the user in the kubeconfig, and that the secret holds the complete kubeconfig.',
  },
  {
    says: /exec plugin: invalid apiVersion|interactiveMode must be specified/,
    cause: 'credentials',
    advice:
      'helm does not support the version of the credential plugin in the kubeconfig. Update the tool that writes the kubeconfig, and write it again in an earlier step.',
  },
  {
    says: /getting credentials: /,
    cause: 'credentials',
    advice:
      'The credential plugin of the kubeconfig failed. Check that it is installed, and that an earlier step has logged in.',
  },
  {
    says: /invalid configuration: \[?unable to read|cluster unreachable: open /i,
    cause: 'credentials',
    advice:
      'A file that the kubeconfig names cannot be read. Check that an earlier step creates it, or put its content into the kubeconfig with kubectl config view --raw --minify --flatten.',
  },
  {
    says: /failed to find any PEM data|unable to load root certificates|private key does not match public key/,
    cause: 'credentials',
    advice:
      'A certificate or key in the kubeconfig is not valid. Check that the secret holds the complete kubeconfig.',
  },
  {
    says: /context "(?<name>[^"]*)" does not exist/,
    cause: 'input',
    advice: 'The kubeconfig has no context {name}. Correct "kube-context".',
  },
  {
    says: /cluster unreachable: .*(?:x509: |failed to verify certificate)/i,
    cause: 'cluster-unreachable',
    advice:
      'The runner does not trust the certificate of the API server. Set its authority in the kubeconfig (certificate-authority-data), and check the address of the server.',
  },
  {
    says: /cluster unreachable: .*proxyconnect /i,
    cause: 'cluster-unreachable',
    advice:
      'The proxy on the way to the API server does not answer. Check $HTTPS_PROXY and $NO_PROXY of the step, and "proxy-url" in the kubeconfig.',
  },
];

/** What helm says of the way to the cluster, and of what it waited for. */
export const CLUSTER: readonly BlamedCause[] = [
  {
    says: /Unauthorized|must be logged in|provide credentials/,
    cause: 'credentials',
    advice: 'Check the credentials in the kubeconfig. The token may have expired.',
  },
  {
    says: /not ready\. status: |context deadline exceeded|timed out waiting|would exceed context deadline/,
    cause: 'not-ready',
    advice:
      'Not everything was ready within "timeout". Find out which Pods are not ready with kubectl get pods --namespace {namespace}, and why with kubectl describe pod.',
  },
  {
    says: /cluster unreachable|client connection lost|connection re(?:fused|set)|i\/o timeout|TLS handshake timeout|no such host|EOF$|etcdserver: |server is currently unable|unable to return a response in the time allotted|too many requests/i,
    cause: 'cluster-unreachable',
    advice:
      'helm lost its connection to the API server. Check that this runner can reach it, then redeploy. What helm has already changed stays changed.',
  },
];
