import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dump, load } from 'js-yaml';
import { listPages, readWorkflows } from '../../script/lib/pages.js';
import { ANY_CHART, container, jobHook, podSpec } from './support/hooks.js';
import {
  adminKubeconfig,
  makeNamespace,
  makeTempFolder,
  readHistory,
  removeNamespace,
  ROOT,
} from './support/lab.js';
import { encryptFor, makeAgeKey } from './support/sops.js';
import { runWorkflow } from './support/workflow.js';

type Mapping = Readonly<Record<string, unknown>>;

const NAMESPACE = 'e2e-shown';
const CALLED = 'helm-migrate/helm-migrate/.github/workflows/deploy.yml@v1';
/** What these workflows use; others need a cloud, an organization, or an action that cannot be downloaded here. */
const USES =
  /^(actions\/checkout@.+|helm-migrate\/helm-migrate(\/\.github\/workflows\/deploy\.yml)?@v1)$/;
/** Run by tests of their own, with what they need; the last one runs in a Pod of the cluster, by its service account. */
const OTHERS = [
  ...['docs/outputs.md', 'docs/guides/first-deploy.md', 'docs/guides/sops.md'],
  'docs/guides/runners.md',
];

const SHOWN = listPages()
  .filter((page) => !OTHERS.includes(page))
  .flatMap(readWorkflows)
  .filter(({ text }) =>
    [...text.matchAll(/uses: (\S+)/g)].every(([, uses = '']) => USES.test(uses)),
  )
  .map(({ place, text }) => [place, text] as const)
  // A rollback needs what the others have deployed.
  .sort(([, a], [, b]) => Number(a.includes('rollback')) - Number(b.includes('rollback')));

/** The workflow as it is shown, but for what starts it, where it runs, and the namespace. */
function adapt(text: string): string {
  const workflow = load(text.replaceAll(CALLED, './.github/workflows/deploy.yml')) as Mapping;
  const inputs = (workflow['on'] as { readonly workflow_dispatch?: Mapping } | undefined)
    ?.workflow_dispatch;
  const adapted = JSON.stringify(
    { ...workflow, on: { workflow_dispatch: inputs ?? {} } },
    (key, value: unknown) => {
      if (key === 'namespace' && typeof value === 'string') return NAMESPACE;
      return key === 'runs-on' ? 'ubuntu-latest' : value;
    },
  );
  return dump(JSON.parse(adapted));
}

/** What comes of a workflow, by its command. */
function expectationOf(text: string) {
  const [, command = 'deploy'] = /^ +command: (\w+)$/m.exec(text) ?? [];
  if (command === 'plan') return { outcome: 'planned', said: /^.*Planning release backend/m };
  return { outcome: 'deployed', said: command === 'rollback' ? /rolled back/i : /migrated/ };
}

/** The context has the namespace, for workflows that name none. */
function kubeconfigOf(namespace: string): string {
  const config = load(adminKubeconfig()) as {
    readonly contexts: readonly { readonly name: string; readonly context: Mapping }[];
  };
  const contexts = config.contexts.map(({ name, context }) => ({
    name,
    context: { ...context, namespace },
  }));
  return JSON.stringify({ ...config, contexts });
}

/** Writes every values file that a workflow names; those with secrets are encrypted. */
function writeValues(workspace: string, text: string, secretValues: string): void {
  for (const [name] of text.matchAll(/[\w/.-]+\.yaml\b/g)) {
    const path = join(workspace, name);
    if (/secret/.test(name)) cpSync(secretValues, path);
    else write(path, '{}\n');
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

it('shows workflows on more pages than the README', () => {
  const pages = new Set(SHOWN.map(([place]) => place.replace(/:\d+$/, '')));
  expect(SHOWN.length).toBeGreaterThan(8);
  expect(pages.size).toBeGreaterThan(4);
});

describe('a workflow of a page', () => {
  const key = join(makeTempFolder(), 'age.key');
  const secretValues = join(makeTempFolder(), 'secrets.yaml');
  beforeAll(async () => {
    await makeNamespace(NAMESPACE);
    await makeAgeKey(key);
    write(secretValues, 'password: hunter2hunter2\n');
    await encryptFor(key, secretValues);
  });
  afterAll(() => removeNamespace(NAMESPACE));

  it.each(SHOWN)('%s', async (_place, text) => {
    const kubeconfig = kubeconfigOf(NAMESPACE);
    const ageKey = readFileSync(key, 'utf8');
    const result = await runWorkflow(4, {
      workflow: 'page.yml',
      inputs: { namespace: NAMESPACE, version: '1.2.3' },
      secrets: Object.fromEntries(
        [...text.matchAll(/\bsecrets\.(\w+)/g)].map(([, name = '']) => [
          name,
          name.endsWith('KUBECONFIG') ? kubeconfig : ageKey,
        ]),
      ),
      prepare: (workspace) => {
        const workflows = join(workspace, '.github/workflows');
        write(join(workflows, 'page.yml'), adapt(text));
        cpSync(join(ROOT, '.github/workflows/deploy.yml'), join(workflows, 'deploy.yml'));
        const chart = join(workspace, 'charts/backend');
        cpSync(ANY_CHART, chart, { recursive: true });
        const hook = jobHook({ name: 'migrate' }, podSpec([container('echo migrated')]));
        write(join(chart, 'values.yaml'), JSON.stringify({ objects: [hook] }));
        writeValues(workspace, text, secretValues);
      },
    });
    expect(result).toExitWith(0);
    const { outcome, said } = expectationOf(text);
    expect(result.outputs['outcome']).toBe(outcome);
    expect((await readHistory(NAMESPACE, 'backend')).at(-1)).toBe('deployed');
    expect(result.log).toMatch(said);
  });
});
