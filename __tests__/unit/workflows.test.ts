import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { readdirSync, readFileSync } from 'node:fs';
import { findUnsafe } from '../fakes/workflow-rules.js';

interface Input {
  readonly default?: string | boolean;
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
}
interface Workflow {
  readonly on: { readonly workflow_call?: Trigger; readonly workflow_dispatch?: Trigger };
  readonly jobs: Readonly<Record<string, Job>>;
}
interface Action {
  readonly inputs: Readonly<Record<string, Input>>;
  readonly outputs: Readonly<Record<string, unknown>>;
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

describe('deploy.yml', () => {
  it('hands the action nothing but its inputs', () => {
    expect(Object.keys(action.inputs)).toEqual(
      expect.arrayContaining(Object.keys(deployStep?.with ?? {})),
    );
  });

  // What a workflow hands over counts, even if it is empty: the action's own default is never asked for.
  it.each(Object.entries(called?.inputs ?? {}).filter(([name]) => name in action.inputs))(
    'has the default of the action for %s',
    (name, input) => {
      const empty = input.type === 'boolean' ? false : '';
      expect(String(input.default ?? empty)).toBe(action.inputs[name]?.default ?? '');
    },
  );

  it('gives on every output of the action but the path of a file that goes with the runner', () => {
    const outputs = Object.keys(action.outputs).filter((name) => name !== 'log-file');
    expect(Object.keys(job?.outputs ?? {})).toEqual(outputs);
    expect(Object.keys(called?.outputs ?? {})).toEqual(outputs);
  });
});

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

/** What a workflow may do beside reading the repository. */
const RIGHTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'release.yml': { contents: 'write', 'id-token': 'write', attestations: 'write' },
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
const step = (line: string) => workflow(`steps:\n  - ${line}`);

describe('what a workflow must not do is found', () => {
  it.each([
    [step('uses: actions/cache@v5'), 'actions/cache@v5 is not pinned to a commit'],
    [
      step('uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1'),
      'a checkout keeps its credentials',
    ],
    [step('run: echo ${{ github.event.issue.title }}'), 'a script holds text of others'],
    [step('run: echo ${{ inputs.release }}'), 'a script holds text of others'],
    [step('run: curl https://x.example | sudo bash'), 'it runs what it downloads'],
    [
      workflow('steps: []', 'on: pull_request_target\npermissions: {}'),
      'it runs on pull_request_target',
    ],
    [workflow('steps: []', 'on: {workflow_run: {}}\npermissions: {}'), 'it runs on workflow_run'],
    [workflow('steps: []', 'on: push'), 'the workflow does not say its permissions one by one'],
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
    ['on: push\npermissions: {}\njobs: {a: {steps: []}}', 'job a has no timeout-minutes'],
    ['a: [', 'it is no YAML mapping'],
  ])('%#: %s', (yaml, find) => {
    expect(findUnsafe(yaml, {})).toEqual([find]);
  });

  it('and nothing else', () => {
    expect(findUnsafe(step('run: echo "$RELEASE"'), {})).toEqual([]);
  });
});
