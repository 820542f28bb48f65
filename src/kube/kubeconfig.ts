/** Where the credentials come from; `paths` is a list in the meaning of $KUBECONFIG, absolute. */
export type KubeconfigSource =
  | { readonly kind: 'inline'; readonly yaml: string }
  | { readonly kind: 'files'; readonly paths: readonly string[] }
  | { readonly kind: 'in-cluster' };
