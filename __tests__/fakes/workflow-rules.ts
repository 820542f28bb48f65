import { isMapping, type Mapping, readYaml } from '../../src/yaml.js';

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
    ...findRights('the workflow', workflow['permissions'], {}),
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
const PINNED = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/;
/** Our own, and what is in the same commit. */
const OURS = /^(\.\/|helm-migrate\/helm-migrate(\/\.github\/workflows\/deploy\.yml)?@v1$)/;
/** What a script must not do with the network, and how it is said. */
const DOWNLOADS: readonly (readonly [RegExp, string])[] = [
  [
    /\b(curl|wget)\b[^\n|]*\|\s*(sudo\s+)?(env\s+)?(ba|z|da|k)?sh\b/,
    'a script runs what it downloads',
  ],
  [
    /\b(curl|wget)\b[^\n|]*\|\s*(sudo\s+)?(python|perl|node|ruby)/,
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
  const hasEnd = job['uses'] !== undefined || job['timeout-minutes'] !== undefined;
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
  // actions/github-script takes a script, too.
  const scripts = [run, options['script']].filter((one) => typeof one === 'string');
  return [
    ...(uses !== undefined && !PINNED.test(uses) && !OURS.test(uses)
      ? [`${uses} is not pinned to a commit`]
      : []),
    ...(keeps ? ['a checkout keeps its credentials'] : []),
    ...scripts.flatMap(findInScript),
  ];
}

function findInScript(script: string): readonly string[] {
  const finds = DOWNLOADS.filter(([sign]) => sign.test(script)).map(([, find]) => find);
  return [
    ...(script.includes(EXPRESSION) ? ['a script holds text of others'] : []),
    ...new Set(finds),
  ];
}
