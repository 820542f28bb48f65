import type { ActionError } from '../errors.js';

/** One right in Kubernetes' words. `namespace` is empty for what lies in none. */
export interface Right {
  readonly apiGroup: string;
  readonly resource: string;
  readonly verb: string;
  readonly namespace: string;
}

/** The cause of a `forbidden` error of the API server. */
export interface MissingRight {
  readonly kind: 'missing-right';
  readonly right: Right;
}

/** In the order in which a Role lists them. */
const VERBS: readonly string[] = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
const LEASE_VERBS: readonly string[] = ['get', 'create', 'update', 'delete'];

/** What the action is for that a right is missing for, and what is lost then. */
const LOSSES = {
  sight: 'Not all of the hooks could be seen',
  rollout: 'Not all of the workloads could be seen',
  both: 'Not all of the hooks and workloads could be seen',
  why: 'The reason why a hook was waiting could not be fully determined',
  whyBoth: 'The reason why a hook or workload was waiting could not be fully determined',
  apart: 'Two deploys of the release at the same time cannot be kept apart',
  masks: 'The values of Secrets that hooks use could not be masked',
  suspend: 'A hook that had not started could not be suspended, and may start later',
} as const;
type Kind = keyof typeof LOSSES;
const KINDS = Object.keys(LOSSES) as readonly Kind[];

/** What is seen all the same where only the right to watch is missing, if later. */
const POLLED: Readonly<Partial<Record<Kind, string>>> = {
  sight: 'Hooks were polled once a second',
  rollout: 'Workloads were polled once a second',
  both: 'Hooks and workloads were polled once a second',
};

/** What only workloads are looked at for. */
const OF_WORKLOADS: readonly string[] = [
  'deployments',
  'statefulsets',
  'daemonsets',
  'replicasets',
  'persistentvolumeclaims',
];
/** What hooks and workloads have. */
const OF_BOTH: readonly string[] = ['pods', 'pods/log'];

const DOCS = 'docs/rbac.md has the whole Role.';

/** The right whose lack an error tells of, or undefined. */
export function readMissingRight({ code, cause }: ActionError): Right | undefined {
  return code === 'forbidden' && isMissingRight(cause) ? cause.right : undefined;
}

/**
 * How the API server says that a right is missing (`Forbidden` in apiserver/pkg/endpoints/handlers/responsewriters,
 * v1.35).
 */
const FORBIDDEN =
  /cannot (?<verb>[a-z]+) resource "(?<resource>[^"]+)" in API group "(?<apiGroup>[^"]*)"(?: in the namespace "(?<namespace>[^"]*)")?/g;

/** The rights that a text of helm's says are missing. */
export function readForbidden(text: string): readonly Right[] {
  return [...text.matchAll(FORBIDDEN)].map(({ groups = {} }) => ({
    apiGroup: groups['apiGroup'] ?? '',
    resource: groups['resource'] ?? '',
    verb: groups['verb'] ?? '',
    namespace: groups['namespace'] ?? '',
  }));
}

/**
 * The warning about all rights that were missing, with the rules to add, one for each resource; undefined where none
 * was. The same right counts once. `withWorkloads`: the rollout was looked at, too.
 */
export function warnOfRights(
  errors: readonly ActionError[],
  withWorkloads: boolean,
): string | undefined {
  const rights = errors
    .map(readMissingRight)
    .filter((right) => right !== undefined)
    .sort((a, b) => a.resource.localeCompare(b.resource));
  if (rights.length === 0) return undefined;
  const namespaces = [...new Set(rights.map(({ namespace }) => namespace))];
  const sections = namespaces.map((namespace) => {
    const missing = rights.filter((right) => right.namespace === namespace);
    return [describePlace(namespace), ...formatRules(missing.flatMap(withNext))].join('\n');
  });
  return `${describeLosses(rights, withWorkloads)}\n${sections.join('\n')}\n${DOCS}`;
}

/**
 * Rules as they are in a Role, one line for each resource: `- {apiGroups: [""], resources: [pods], verbs: [get]}`.
 */
export function formatRules(rights: readonly Right[]): readonly string[] {
  const byResource = Map.groupBy(rights, ({ apiGroup, resource }) => `${apiGroup}/${resource}`);
  return [...byResource.values()].map((group) => {
    const { apiGroup = '', resource = '' } = group[0] ?? {};
    const verbs = VERBS.filter((verb) => group.some((right) => right.verb === verb));
    const name = resource.includes('/') ? `"${resource}"` : resource;
    return `- {apiGroups: [${apiGroup || '""'}], resources: [${name}], verbs: [${verbs.join(', ')}]}`;
  });
}

/** What was refused first hides what would have been asked for next: those rights are needed, too. */
function withNext(right: Right): readonly Right[] {
  return [right, ...listNext(right).map((verb) => ({ ...right, verb }))];
}

function listNext({ resource, verb }: Right): readonly string[] {
  if (resource === 'leases') return LEASE_VERBS;
  return verb === 'list' && resource !== 'replicasets' ? ['watch'] : [];
}

function describePlace(namespace: string): string {
  return namespace === ''
    ? "Add to the ClusterRole of the kubeconfig's user:"
    : `Add to the Role of the kubeconfig's user in namespace ${namespace}:`;
}

/** One sentence for each kind of loss. */
function describeLosses(rights: readonly Right[], withWorkloads: boolean): string {
  const byKind = Map.groupBy(rights, (right) => kindOf(right, withWorkloads));
  const sentences = KINDS.map((kind) => describeLoss(kind, byKind.get(kind) ?? []));
  return sentences.filter((text) => text !== '').join(' ');
}

function describeLoss(kind: Kind, rights: readonly Right[]): string {
  const names = [...new Set(rights.map(({ verb, resource }) => `${verb} ${resource}`))];
  if (names.length === 0) return '';
  const onlyWatch = rights.every(({ verb }) => verb === 'watch');
  const loss = (onlyWatch ? POLLED[kind] : undefined) ?? LOSSES[kind];
  return names.length === 1
    ? `${loss}: the permission to ${listWords(names)} is missing.`
    : `${loss}: the permissions to ${listWords(names)} are missing.`;
}

/** Events only explain. */
function kindOf({ resource, verb }: Right, withWorkloads: boolean): Kind {
  if (resource === 'events') return withWorkloads ? 'whyBoth' : 'why';
  if (resource === 'leases') return 'apart';
  if (resource === 'secrets' && verb === 'get') return 'masks';
  if (verb === 'patch') return 'suspend';
  if (OF_WORKLOADS.includes(resource)) return 'rollout';
  return withWorkloads && OF_BOTH.includes(resource) ? 'both' : 'sight';
}

function listWords(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

function isMissingRight(cause: unknown): cause is MissingRight {
  return (
    typeof cause === 'object' && cause !== null && 'kind' in cause && cause.kind === 'missing-right'
  );
}
