import { isMapping, type Mapping, readYaml } from '../../src/text/yaml.js';

/** Rights and their levels, by job: what it may do beside reading the repository. */
export type Rights = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What no workflow may do, looked for in one; each find is a sentence. */
export function findUnsafe(yaml: string, allowed: Rights): readonly string[] {
  const reading = readYaml(yaml);
  if (reading.kind !== 'mapping') return ['it is no YAML mapping'];
  const workflow = reading.mapping;
  const jobs = isMapping(workflow['jobs']) ? workflow['jobs'] : {};
  return [
    ...findTriggers(workflow['on']),
    ...(isOnlyCalled(workflow) ? [] : findRights('the workflow', workflow['permissions'], {})),
    ...findInShell(defaultsOf(workflow)),
    ...Object.entries(jobs).flatMap(([name, job]) =>
      isMapping(job) ? findInJob(name, job, allowed[name] ?? {}) : [],
    ),
  ];
}

/** Triggers that run with secrets on behalf of who has none. */
const TRIGGERS = ['pull_request_target', 'workflow_run', 'issue_comment', 'issues'];
/**
 * An expression is put into a script as text, so whatever it says is code: a script takes values from `env`.
 * https://docs.github.com/en/actions/reference/security/secure-use#good-practices-for-mitigating-script-injection-attacks
 */
const EXPRESSION = '${{';
const PINNED = /^([\w.-]+\/[\w./-]+@[0-9a-f]{40}|docker:\/\/\S+@sha256:[0-9a-f]{64})$/;
const DIGEST = /@sha256:[0-9a-f]{64}$/;
/** Our own, and what is in the same commit. */
const OURS =
  /^(\.\/|\$\/dist$|helm-migrate\/helm-migrate(\/\.github\/workflows\/deploy\.yml)?@v1$)/;
/** What a script must not do with the network, and how it is said. */
const DOWNLOADS: readonly (readonly [RegExp, string])[] = [
  [
    /\b(curl|wget)\b[^\n]*\|\s*((sudo|env)\s+([-\w]+\S*\s+)*)?(\S*\/)?((ba|z|da|k)?sh\b|python|perl|node\b|ruby)/,
    'a script runs what it downloads',
  ],
  [/(<\(|\$\(|`)\s*(curl|wget)\b/, 'a script runs what it downloads'],
  [/\bhttp:\/\//, 'a script downloads without TLS'],
  [/\bcurl\b[^\n]*\s(-[a-zA-Z]*k\b|--insecure)/, 'a script downloads without TLS'],
  [
    /--no-check-certificate|GIT_SSL_NO_VERIFY|strict-ssl[ =]false/,
    'a script downloads without TLS',
  ],
  [
    /@latest\b|\/latest\/|\bnpx\b|\bnpm (i|install|add)\b|\bpip3? install\b/,
    'a script takes what is newest',
  ],
];
const SAVES = /\bcurl\b[^\n]*\s(-[a-zA-Z]*[oO]\b|--output\b|--remote-name\b)|\bwget\b/;
const CHECKS = /\bsha(256|512)sum\b[^\n]*\s(-c\b|--check\b)/;

/** It has at most its caller's permissions, and says none: the caller does not start where it asks for more. */
function isOnlyCalled({ on, permissions }: Mapping): boolean {
  const triggers = isMapping(on) ? Object.keys(on) : [on].flat();
  return permissions === undefined && triggers.length === 1 && triggers[0] === 'workflow_call';
}

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
    .filter(([right, level]) => allowed[right] !== level && !isLess(level, allowed[right]))
    .map(([right, level]) => `${where} may ${String(level)} ${right}`);
}

function isLess(level: unknown, allowed: string | undefined): boolean {
  return level === 'read' && allowed === 'write';
}

function findInJob(
  name: string,
  job: Mapping,
  allowed: Readonly<Record<string, string>>,
): readonly string[] {
  const steps = Array.isArray(job['steps']) ? job['steps'].filter(isMapping) : [];
  const hasEnd = job['uses'] !== undefined || job['timeout-minutes'] !== undefined;
  return [
    ...('permissions' in job ? findRights(`job ${name}`, job['permissions'], allowed) : []),
    ...(hasEnd ? [] : [`job ${name} has no timeout-minutes`]),
    ...(job['secrets'] === 'inherit' ? [`job ${name} hands on all secrets`] : []),
    ...findInImages(job),
    ...findInShell(defaultsOf(job)),
    ...[job, ...steps].flatMap(findInStep),
  ];
}

/** A tag of an image can be moved as one of an action can. */
function findInImages(job: Mapping): readonly string[] {
  const services = isMapping(job['services']) ? Object.values(job['services']) : [];
  return [job['container'], ...services]
    .map((one) => (isMapping(one) ? one['image'] : one))
    .filter((image) => image !== undefined)
    .map((image) => (typeof image === 'string' ? image : 'what is no text'))
    .filter((image) => !DIGEST.test(image))
    .map((image) => `${image} is not pinned to a digest`);
}

function defaultsOf(place: Mapping): Mapping {
  const defaults = isMapping(place['defaults']) ? place['defaults'] : {};
  return isMapping(defaults['run']) ? defaults['run'] : {};
}

/** `shell` is a command line. */
function findInShell({ shell }: Mapping): readonly string[] {
  return String(shell).includes(EXPRESSION) ? ['a script holds text of others'] : [];
}

function findInStep(step: Mapping): readonly string[] {
  const { uses, run } = step as { readonly uses?: string; readonly run?: string };
  const options = isMapping(step['with']) ? step['with'] : {};
  // GitHub does not tell names of repositories apart by case.
  const isCheckout = /^actions\/checkout@/i.test(uses ?? '');
  const keeps = isCheckout && options['persist-credentials'] !== false;
  // actions/github-script takes a script, too.
  const scripts = [run, options['script']].filter((one) => typeof one === 'string');
  return [
    ...(uses !== undefined && !PINNED.test(uses) && !OURS.test(uses)
      ? [`${uses} is not pinned to a commit`]
      : []),
    ...(keeps ? ['a checkout keeps its credentials'] : []),
    ...findInShell(step),
    ...scripts.flatMap(findInScript),
  ];
}

function findInScript(script: string): readonly string[] {
  const joined = script.replaceAll(/\\\n\s*/g, ' ');
  const finds = DOWNLOADS.filter(([sign]) => sign.test(joined)).map(([, find]) => find);
  const isUnchecked = finds.length === 0 && SAVES.test(joined) && !CHECKS.test(joined);
  return [
    ...(script.includes(EXPRESSION) ? ['a script holds text of others'] : []),
    ...new Set(finds),
    ...(isUnchecked ? ['a script keeps a download without a checksum'] : []),
  ];
}
