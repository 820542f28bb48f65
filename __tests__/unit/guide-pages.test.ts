import { describe, expect, it } from '@jest/globals';
import { load, loadAll } from 'js-yaml';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeRepairCommand } from '../../src/guard/pending.js';
import { makeRelease } from '../fakes/facts.js';

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

const read = (path: string) => readFileSync(path, 'utf8');
const { inputs } = load(read('action.yml')) as {
  readonly inputs: Readonly<Record<string, object>>;
};

describe.each(globSync('docs/guides/*.md'))('%s', (path) => {
  const page = read(path);

  it('gives the action no input that it does not have', () => {
    const blocks = [...page.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, yaml = '']) => yaml);
    const given = blocks
      .filter((yaml) => yaml.includes('uses: helm-migrate/helm-migrate@'))
      .flatMap((yaml) => stepsIn(loadAll(yaml)))
      .filter(({ uses }) => uses?.startsWith('helm-migrate/helm-migrate@'))
      .flatMap((step) => Object.keys(step.with ?? {}));
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(given));
  });

  it('links to files that exist', () => {
    const links = [...page.matchAll(/\]\((\.\.\/[^)#]*)/g)].map(([, link = '']) => link);
    const missing = links.filter((link) => !existsSync(join(dirname(path), link)));
    expect(missing).toEqual([]);
  });
});

it('stuck-releases.md has the command that the action prints', () => {
  const release = makeRelease({ name: 'backend', revision: 7, status: 'pending-upgrade' });
  const place = { store: 'secrets', namespace: 'shop' } as const;
  const command = makeRepairCommand(release, place, 6);
  expect(command).toMatch(/^printf /);
  expect(read('docs/guides/stuck-releases.md')).toContain(`\n${command ?? ''}\n`);
});

/** The steps anywhere in it. */
function stepsIn(value: unknown): readonly Step[] {
  if (typeof value !== 'object' || value === null) return [];
  return 'uses' in value ? [value as Step] : Object.values(value).flatMap(stepsIn);
}
