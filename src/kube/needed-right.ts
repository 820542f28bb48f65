import type { Right } from '../objects/rights.js';

/** What of a request says which right it needs. */
export interface AskedPath {
  /** The path below the server: `/api/v1/namespaces/<namespace>/pods/<name>/log`, say. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** Default is GET. */
  readonly method?: keyof typeof WRITING_VERBS;
}

/** The verbs of requests that change something. */
const WRITING_VERBS = { POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' } as const;

/**
 * The right that a request needs, or undefined where the path is none of a resource.
 * https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb (v1.35)
 */
export function findRight({ path, query = {}, method }: AskedPath): Right | undefined {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  const [root, ...rest] = parts;
  const [apiGroup, , ...below] = root === 'apis' ? rest : ['', ...rest];
  const [scope, namespace, ...within] = below[0] === 'namespaces' ? below : ['', '', ...below];
  const [resource, name, subresource] = within;
  if (apiGroup === undefined || scope === undefined || resource === undefined) return undefined;
  const many = query['watch'] === 'true' ? 'watch' : 'list';
  const reading = name === undefined ? many : 'get';
  return {
    apiGroup,
    resource: subresource === undefined ? resource : `${resource}/${subresource}`,
    verb: method === undefined ? reading : WRITING_VERBS[method],
    namespace: namespace ?? '',
  };
}
