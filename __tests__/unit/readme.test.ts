import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { existsSync, readFileSync } from 'node:fs';
import { ACTION, DEFAULTS } from '../fakes/inputs.js';

type Mapping = Readonly<Record<string, unknown>>;

const readme = readFileSync('README.md', 'utf8');

/** The rows of the first table below a heading, as cells. */
function tableOf(heading: string): readonly (readonly string[])[] {
  const section = readme.slice(readme.indexOf(`## ${heading}\n`)).split('\n## ', 2)[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((row) => row.slice(2, -2).split(' | '));
}

const nameOf = ([cell = '']: readonly string[]) => cell.replaceAll('`', '');

/** What `with` gives to the action or to a workflow, wherever it stands in a YAML. */
function findCalls(node: unknown): readonly { readonly uses: string; readonly with: Mapping }[] {
  if (typeof node !== 'object' || node === null) return [];
  const { uses, with: given } = node as { readonly uses?: unknown; readonly with?: Mapping };
  const own = typeof uses === 'string' ? [{ uses, with: given ?? {} }] : [];
  return [...own, ...Object.values(node).flatMap(findCalls)];
}

const calls = [...readme.matchAll(/^```yaml\n(.*?)^```/gms)]
  .map(([, yaml = '']) => load(yaml))
  .flatMap(findCalls);

describe('README.md', () => {
  it('lists the inputs of action.yml, with their defaults', () => {
    const rows = tableOf('Inputs');
    expect(rows.map(nameOf)).toEqual(Object.keys(DEFAULTS));
    for (const row of rows) {
      const value = DEFAULTS[nameOf(row)] ?? '';
      if (value !== '') expect([nameOf(row), row[2]]).toEqual([nameOf(row), `\`${value}\``]);
    }
  });

  it('lists the outputs of action.yml', () => {
    expect(tableOf('Outputs').map(nameOf)).toEqual(Object.keys(ACTION['outputs'] ?? {}));
  });

  it('gives the action only inputs that it has', () => {
    const given = calls.filter(({ uses }) => uses === 'helm-migrate/helm-migrate@v1');
    expect(given).toHaveLength(1);
    for (const { with: inputs } of given)
      expect(Object.keys(DEFAULTS)).toEqual(expect.arrayContaining(Object.keys(inputs)));
  });

  it('gives the reusable workflow only inputs that it has', () => {
    const workflow = load(readFileSync('.github/workflows/deploy.yml', 'utf8')) as {
      readonly on: { readonly workflow_call: { readonly inputs: Mapping } };
    };
    const given = calls.filter(({ uses }) => uses.includes('/deploy.yml@'));
    expect(given).toHaveLength(2);
    for (const { with: inputs } of given)
      expect(Object.keys(workflow.on.workflow_call.inputs)).toEqual(
        expect.arrayContaining(Object.keys(inputs)),
      );
  });

  it('links to files that are there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map(([, path = '']) => path);
    expect(links.filter((path) => !existsSync(path))).toEqual([]);
  });
});
