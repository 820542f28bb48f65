import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { readdirSync, readFileSync } from 'node:fs';

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
const step = job?.steps?.find(({ id }) => id === 'deploy');
const called = deploy.on.workflow_call;

describe('deploy.yml', () => {
  it('hands the action nothing but its inputs', () => {
    expect(Object.keys(action.inputs)).toEqual(
      expect.arrayContaining(Object.keys(step?.with ?? {})),
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

const uses = readdirSync(FOLDER).flatMap((file) =>
  Object.values(readWorkflow(file).jobs)
    .flatMap((entry) => [entry, ...(entry.steps ?? [])])
    .flatMap((entry) => entry.uses ?? [])
    .map((name) => [file, name] as const),
);

it.each(uses)('%s names %s by a commit, unless it is ours', (_, name) => {
  expect(name).toMatch(/^(\.\/|helm-migrate\/helm-migrate@v1$|[\w-]+\/[\w-]+@[0-9a-f]{40}$)/);
});
