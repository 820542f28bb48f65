import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { existsSync, readFileSync } from 'node:fs';
import { fillTables } from '../../script/lib/readme-tables.js';
import { ACTION, DEFAULTS } from '../fakes/inputs.js';

type Mapping = Readonly<Record<string, unknown>>;

const readme = readFileSync('README.md', 'utf8');

/** What `with` gives to the action or to a workflow, wherever it is in a YAML. */
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
  it('lists inputs and outputs as action.yml describes them: npm run tables', () => {
    expect(Object.keys(DEFAULTS).length).toBeGreaterThan(20);
    expect(readme).toBe(fillTables(readme, readFileSync('action.yml', 'utf8')));
    for (const name of [...Object.keys(DEFAULTS), ...Object.keys(ACTION['outputs'] ?? {})])
      expect(readme).toContain(`| \`${name}\` |`);
  });

  it('gives the action only inputs that it has', () => {
    const given = calls.filter(({ uses }) => uses === 'helm-migrate/helm-migrate@v1');
    expect(given).toHaveLength(2);
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
