/** A signed JSON Web Token (RFC 7519), whose payload is JSON. */
const TOKEN = /eyJ[\w-]{8,}\.(eyJ[\w-]{16,})\.[\w-]{16,}/g;

/**
 * The text with `***` for each token of a service account of Kubernetes: a Pod has its own in a file, which no API
 * tells of, so it is known by what it says.
 * https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-tokens (v1.35)
 */
export function hideServiceAccountTokens(text: string): string {
  if (!text.includes('eyJ')) return text;
  return text.replaceAll(TOKEN, (token, payload: string) =>
    Buffer.from(payload, 'base64url').toString('utf8').includes('system:serviceaccount:')
      ? '***'
      : token,
  );
}
