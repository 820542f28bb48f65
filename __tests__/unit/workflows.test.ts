import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { readdirSync, readFileSync } from 'node:fs';
import { findUnsafe, type Rights } from '../fakes/workflow-rules.js';

interface Input {
  readonly default?: string | boolean | number;
  readonly required?: boolean;
  readonly type?: string;
}
interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job extends Step {
  readonly steps?: readonly Step[];
  readonly outputs?: Readonly<Record<string, string>>;
}
interface Trigger {
  readonly inputs: Readonly<Record<string, Input>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, unknown>>;
}
interface Workflow {
  readonly on: { readonly workflow_call?: Trigger; readonly workflow_dispatch?: Trigger };
  readonly jobs: Readonly<Record<string, Job>>;
}
interface Action {
  readonly inputs: Readonly<Record<string, Input>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly runs: Readonly<Record<string, string>>;
}

const FOLDER = '.github/workflows';
const read = (path: string) => load(readFileSync(path, 'utf8'));
const readWorkflow = (file: string) => read(`${FOLDER}/${file}`) as Workflow;

const action = read('action.yml') as Action;
const deploy = readWorkflow('deploy.yml');
const manual = readWorkflow('deploy-manual.yml');
const job = deploy.jobs['deploy'];
const deployStep = job?.steps?.find(({ id }) => id === 'deploy');
const called = deploy.on.workflow_call;

/** What a caller gives as a secret. A secret's name cannot begin with `github_`. */
const AS_SECRETS: Readonly<Record<string, string>> = {
  kubeconfig: 'kubeconfig',
  'values-inline': 'values_inline',
  'registry-password': 'registry_password',
  'github-token': 'api_token',
};
/** A file on the runner is gone when the workflow's only job ends. */
const LEFT_OUT = ['log-file'];
/** What deploy.yml gives to the action in another way than by the input or secret alone. */
const OTHERWISE: Readonly<Record<string, string>> = {
  'comment-environment': '${{ inputs.comment-environment || inputs.environment }}',
  'github-token': '${{ secrets.api_token || github.token }}',
};
/** What deploy.yml has besides the action's inputs and secrets. */
const OF_THE_JOB = ['environment', 'runner', 'timeout-minutes'];

const asInputs = Object.entries(action.inputs).filter(
  ([name]) => !(name in AS_SECRETS) && !LEFT_OUT.includes(name),
);
const sorted = (names: readonly string[]) => [...names].sort();

describe('deploy.yml', () => {
  it('has every input of the action, as an input or as a secret', () => {
    const inputs = [...asInputs.map(([name]) => name), ...OF_THE_JOB];
    expect(sorted(Object.keys(called?.inputs ?? {}))).toEqual(sorted(inputs));
    const secrets = [...Object.values(AS_SECRETS), 'sops_age_key'];
    expect(sorted(Object.keys(called?.secrets ?? {}))).toEqual(sorted(secrets));
  });

  it.each(Object.keys(action.inputs).filter((name) => !LEFT_OUT.includes(name)))(
    'hands the action %s',
    (name) => {
      const secret = AS_SECRETS[name];
      const from = secret === undefined ? `inputs.${name}` : `secrets.${secret}`;
      expect(deployStep?.with?.[name]).toBe(OTHERWISE[name] ?? `\${{ ${from} }}`);
    },
  );

  it('hands the action nothing else', () => {
    const names = Object.keys(action.inputs).filter((name) => !LEFT_OUT.includes(name));
    expect(sorted(Object.keys(deployStep?.with ?? {}))).toEqual(sorted(names));
  });

  // What a workflow passes counts, even if it is empty: the action's own default is never asked for.
  it.each(asInputs)('has type, default and need of the action for %s', (name, input) => {
    const own = called?.inputs[name];
    const isSwitch = ['true', 'false'].includes(String(input.default));
    expect(own?.type).toBe(isSwitch ? 'boolean' : 'string');
    expect(String(own?.default ?? (isSwitch ? false : ''))).toBe(input.default ?? '');
    expect(own?.required ?? false).toBe(input.required ?? false);
  });

  it('gives on every output of the action but the path of a file that goes with the runner', () => {
    const outputs = Object.keys(action.outputs).filter((name) => !LEFT_OUT.includes(name));
    expect(Object.keys(job?.outputs ?? {})).toEqual(outputs);
    expect(Object.keys(called?.outputs ?? {})).toEqual(outputs);
    for (const name of outputs) {
      expect(job?.outputs?.[name]).toBe(`\${{ steps.deploy.outputs.${name} }}`);
      expect(called?.outputs?.[name]).toMatchObject({
        value: `\${{ jobs.deploy.outputs.${name} }}`,
      });
    }
  });

  it('runs the action of its own commit, as the build describes it', () => {
    expect(deployStep?.uses).toBe('$/dist');
    const inFolder = read('dist/action.yml') as Action;
    const paths = { main: 'index.js', post: 'post.js' };
    expect(inFolder).toEqual({ ...action, runs: { ...action.runs, ...paths } });
  });
});

/** What the two files say in other words: a list that has its own page, and a default that only one has. */
const OTHER_WORDS = ['cause', 'comment-environment'];

/** What both files say of the names that both have. */
const describeBoth = (kind: 'inputs' | 'outputs') => {
  const described = (entries: Readonly<Record<string, unknown>> = {}) =>
    Object.entries(entries as Readonly<Record<string, { readonly description?: string }>>)
      .filter(([name]) => name in action[kind] && name in (called?.[kind] ?? {}))
      .filter(([name]) => !OTHER_WORDS.includes(name))
      .map(([name, { description }]) => `${name}: ${description ?? ''}`)
      .sort();
  return [described(called?.[kind]), described(action[kind])] as const;
};

it.each(['inputs', 'outputs'] as const)(
  'deploy.yml describes its %s as action.yml does',
  (kind) => {
    const [ours, theirs] = describeBoth(kind);
    expect(ours.length).toBeGreaterThan(10);
    expect(ours).toEqual(theirs);
  },
);

describe('deploy-manual.yml', () => {
  it('hands deploy.yml nothing but its inputs', () => {
    const handed = Object.keys(manual.jobs['deploy']?.with ?? {});
    expect(Object.keys(called?.inputs ?? {})).toEqual(expect.arrayContaining(handed));
  });

  it.each(
    Object.entries(manual.on.workflow_dispatch?.inputs ?? {}).filter(
      ([name]) => name in (called?.inputs ?? {}),
    ),
  )('has the default of deploy.yml for %s', (name, input) => {
    expect(input.default).toBe(called?.inputs[name]?.default);
  });
});

/** By workflow; jobs that publish install no package, so no dependency's code runs with its rights. */
const RIGHTS: Readonly<Record<string, Rights>> = {
  'release.yml': {
    image: { packages: 'write', 'id-token': 'write', attestations: 'write' },
    publish: {
      contents: 'write',
      packages: 'write',
      'id-token': 'write',
      attestations: 'write',
    },
  },
};

describe('no workflow does what it must not', () => {
  it.each(readdirSync(FOLDER))('%s', (file) => {
    expect(findUnsafe(readFileSync(`${FOLDER}/${file}`, 'utf8'), RIGHTS[file] ?? {})).toEqual([]);
  });

  // A version beside the commit tells people, and Dependabot, which it is.
  it.each(readdirSync(FOLDER))('%s says the version of each commit', (file) => {
    const lines = readFileSync(`${FOLDER}/${file}`, 'utf8').split('\n');
    const pinned = lines.filter((line) => /@[0-9a-f]{40}/.test(line));
    expect(pinned.filter((line) => !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });
});

const workflow = (job: string, head = 'on: push\npermissions: {contents: read}') =>
  `${head}\njobs:\n  a:\n    timeout-minutes: 5\n    ${job.replaceAll('\n', '\n    ')}\n`;
const SCRIPT = 'actions/github-script@0123456789abcdef0123456789abcdef01234567';
const step = (line: string) => workflow(`steps:\n  - ${line}`);

it.each(['on: workflow_call', 'on: {workflow_call: {inputs: {}}}', 'on: [workflow_call]'])(
  'a workflow that is only called leaves its permissions to the caller: %s',
  (head) => {
    expect(findUnsafe(workflow('steps: []', head), {})).toEqual([]);
  },
);

it('a job that may write may read instead', () => {
  const yaml = workflow('steps: []\npermissions: {attestations: read}');
  expect(findUnsafe(yaml, { a: { attestations: 'write' } })).toEqual([]);
  expect(findUnsafe(yaml, { a: {} })).toEqual(['job a may read attestations']);
});

describe('what a workflow must not do is found', () => {
  it.each([
    [step('uses: actions/cache@v5'), 'actions/cache@v5 is not pinned to a commit'],
    [
      step('uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1'),
      'a checkout keeps its credentials',
    ],
    [step('run: echo ${{ github.event.issue.title }}'), 'a script holds text of others'],
    [step('run: echo ${{ inputs.release }}'), 'a script holds text of others'],
    [step('run: echo ${{ toJSON(github) }}'), 'a script holds text of others'],
    [
      step(`uses: ${SCRIPT}\n    with: {script: 'log("\${{ github.actor }}")'}`),
      'a script holds text of others',
    ],
    [step('run: curl https://x.example | sudo bash'), 'a script runs what it downloads'],
    [step('run: wget -qO- https://x.example | python3 -'), 'a script runs what it downloads'],
    [step('run: bash <(curl -fsSL https://x.example)'), 'a script runs what it downloads'],
    [step('run: bash -c "$(curl -fsSL https://x.example)"'), 'a script runs what it downloads'],
    ...[
      'curl -fsSL https://x.example | sudo -E bash -',
      'curl -fsSL https://x.example | sudo -u root FOO=1 bash',
      'curl -fsSL https://x.example | /bin/bash',
      'curl -fsSL https://x.example | tee x.sh | bash',
      'curl -fsSL https://x.example \\\n      | bash',
      'curl -fsSL https://x.example |\n      bash',
    ].map(
      (script) =>
        [step(`run: |\n      ${script}`), 'a script runs what it downloads'] as [string, string],
    ),
    [
      step('run: curl -fsSLo x.sh https://x.example && bash x.sh'),
      'a script keeps a download without a checksum',
    ],
    [step('run: wget https://x.example/tool'), 'a script keeps a download without a checksum'],
    [
      step('{run: echo, shell: "bash -c ${{ github.event.issue.title }} {0}"}'),
      'a script holds text of others',
    ],
    [
      workflow('defaults: {run: {shell: "bash -c ${{ github.head_ref }} {0}"}}'),
      'a script holds text of others',
    ],
    [
      workflow(
        'steps: []',
        `on: push\npermissions: {}\ndefaults: {run: {shell: "\${{ github.head_ref }} {0}"}}`,
      ),
      'a script holds text of others',
    ],
    [
      step('uses: Actions/Checkout@3d3c42e5aac5ba805825da76410c181273ba90b1'),
      'a checkout keeps its credentials',
    ],
    [step('uses: docker://alpine:3'), 'docker://alpine:3 is not pinned to a commit'],
    [workflow('container: node:24'), 'node:24 is not pinned to a digest'],
    [workflow('container: {image: "node:24"}'), 'node:24 is not pinned to a digest'],
    [workflow('services: {db: {image: "mysql:8"}}'), 'mysql:8 is not pinned to a digest'],
    [step('run: curl -O http://x.example/tool'), 'a script downloads without TLS'],
    [step('run: curl -fsSLk https://x.example/tool'), 'a script downloads without TLS'],
    [step('run: go install x.example/tool@latest'), 'a script takes what is newest'],
    [step('run: npx --yes tool'), 'a script takes what is newest'],
    [step('run: npm install --no-save tool'), 'a script takes what is newest'],
    [
      workflow('steps: []', 'on: pull_request_target\npermissions: {}'),
      'it runs on pull_request_target',
    ],
    [workflow('steps: []', 'on: {workflow_run: {}}\npermissions: {}'), 'it runs on workflow_run'],
    [workflow('steps: []', 'on: push'), 'the workflow does not say its permissions one by one'],
    [
      workflow('steps: []', 'on: {push: {}, workflow_call: {}}'),
      'the workflow does not say its permissions one by one',
    ],
    [
      workflow('steps: []', 'on: workflow_call\npermissions: write-all'),
      'the workflow does not say its permissions one by one',
    ],
    [
      workflow('steps: []', 'on: push\npermissions: write-all'),
      'the workflow does not say its permissions one by one',
    ],
    [
      workflow('steps: []', 'on: push\npermissions: {contents: write}'),
      'the workflow may write contents',
    ],
    [workflow('permissions: {id-token: write}'), 'job a may write id-token'],
    [workflow('secrets: inherit'), 'job a hands on all secrets'],
    [workflow('permissions: {contents: write, attestations: write}'), 'job a may write contents'],
    ['on: push\npermissions: {}\njobs: {a: {steps: []}}', 'job a has no timeout-minutes'],
    [
      'on: push\npermissions: {}\njobs: {a: {environment: production, steps: []}}',
      'job a has no timeout-minutes',
    ],
    ['a: [', 'it is no YAML mapping'],
  ])('%#: %s', (yaml, find) => {
    // A right of one job is none of another's.
    expect(findUnsafe(yaml, { a: { attestations: 'write' }, b: { contents: 'write' } })).toEqual([
      find,
    ]);
  });

  it.each([
    'run: echo "$RELEASE"',
    'run: npm ci && npm run check-dist',
    'run: curl -fsSL --remote-name https://x.example/v1.2.3/tool && sha256sum --check sums',
    'run: curl -fsS https://x.example/health',
    `uses: docker://alpine@sha256:${'0'.repeat(64)}`,
    `uses: ${SCRIPT}`,
  ])('and nothing else: %s', (line) => {
    expect(findUnsafe(step(line), {})).toEqual([]);
  });
});
