import { isMapping, type Mapping, readYaml } from '../../src/yaml.js';

/** What no workflow may do, looked for in one; each find is a sentence. */
export function findUnsafe(
  yaml: string,
  allowed: Readonly<Record<string, string>>,
): readonly string[] {
  const reading = readYaml(yaml);
  if (reading.kind !== 'mapping') return ['it is no YAML mapping'];
  const workflow = reading.mapping;
  const jobs = isMapping(workflow['jobs']) ? workflow['jobs'] : {};
  return [
    ...findTriggers(workflow['on']),
    ...findRights('the workflow', workflow['permissions'], {}),
    ...Object.entries(jobs).flatMap(([name, job]) =>
      isMapping(job) ? findInJob(name, job, allowed) : [],
    ),
    ...findDownloads(yaml),
  ];
}

/** Triggers that run with secrets on behalf of who has none. */
const TRIGGERS = ['pull_request_target', 'workflow_run', 'issue_comment', 'issues'];
/** Text that somebody else writes: in a script it is code. */
const FOREIGN = /\$\{\{[^}]*\b(github\.(event|head_ref|ref_name)|inputs|steps|needs)\b[^}]*\}\}/;
const PINNED = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/;
/** Our own, and what is in the same commit. */
const OURS = /^(\.\/|helm-migrate\/helm-migrate@v1$)/;

function findTriggers(on: unknown): readonly string[] {
  const names = isMapping(on) ? Object.keys(on) : [on].flat();
  return TRIGGERS.filter((name) => names.includes(name)).map((name) => `it runs on ${name}`);
}

function findRights(
  where: string,
  permissions: unknown,
  allowed: Readonly<Record<string, string>>,
): readonly string[] {
  if (!isMapping(permissions)) return [`${where} does not say its permissions one by one`];
  return Object.entries(permissions)
    .filter(([right, level]) => level !== 'none' && !(right === 'contents' && level === 'read'))
    .filter(([right, level]) => allowed[right] !== level)
    .map(([right, level]) => `${where} may ${String(level)} ${right}`);
}

function findInJob(
  name: string,
  job: Mapping,
  allowed: Readonly<Record<string, string>>,
): readonly string[] {
  const steps = Array.isArray(job['steps']) ? job['steps'].filter(isMapping) : [];
  const isCall = job['uses'] !== undefined;
  const hasEnd = isCall || job['timeout-minutes'] !== undefined || 'environment' in job;
  return [
    ...('permissions' in job ? findRights(`job ${name}`, job['permissions'], allowed) : []),
    ...(hasEnd ? [] : [`job ${name} has no timeout-minutes`]),
    ...(job['secrets'] === 'inherit' ? [`job ${name} hands on all secrets`] : []),
    ...[job, ...steps].flatMap(findInStep),
  ];
}

function findInStep(step: Mapping): readonly string[] {
  const { uses, run } = step as { readonly uses?: string; readonly run?: string };
  const options = isMapping(step['with']) ? step['with'] : {};
  const keeps = uses?.startsWith('actions/checkout@') && options['persist-credentials'] !== false;
  return [
    ...(uses !== undefined && !PINNED.test(uses) && !OURS.test(uses)
      ? [`${uses} is not pinned to a commit`]
      : []),
    ...(keeps ? ['a checkout keeps its credentials'] : []),
    ...(run !== undefined && FOREIGN.test(run) ? ['a script holds text of others'] : []),
  ];
}

function findDownloads(yaml: string): readonly string[] {
  return /\b(curl|wget)\b[^\n|]*\|\s*(sudo\s+)?(ba|z|da)?sh\b/.test(yaml)
    ? ['it runs what it downloads']
    : [];
}
