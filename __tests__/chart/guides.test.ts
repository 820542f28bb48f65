import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { readFileSync } from 'node:fs';
import { CHART, HELMS, MIGRATE_CHART, objectOf, render } from './helm.js';

type Values = Readonly<Record<string, unknown>>;

/** The values below `key` that a page shows, in their order. */
function valuesIn(page: string, key: string): readonly Values[] {
  const text = readFileSync(`docs/${page}`, 'utf8');
  const blocks = [...text.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, yaml = '']) => yaml);
  const shown = blocks.filter((yaml) => yaml.startsWith(`${key}:`));
  return shown.map((yaml) => (load(yaml) as Readonly<Record<string, Values>>)[key] ?? {});
}

/** As helm merges values files: later ones win. */
function merge(first: Values, second: Values): Values {
  const merged = Object.entries(second).map(([key, value]) => {
    const before = first[key];
    return [key, isMapping(before) && isMapping(value) ? merge(before, value) : value];
  });
  return { ...first, ...(Object.fromEntries(merged) as Values) };
}

function isMapping(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

describe.each(HELMS)('the values in the guides, with %s', (_name, helm) => {
  const [git = {}, secrets = {}, existing = {}] = valuesIn('guides/private-git.md', 'migrate');

  it('private-git.md: golang-migrate, with a token in a values file', () => {
    const rendered = render({ helm, chart: MIGRATE_CHART, values: merge(git, secrets) });
    const { data } = objectOf(rendered, 'Secret/shop-migrate-secrets');
    expect(data).toMatchObject({
      'git-token': btoa('the-token'),
      'database-password': btoa('the-password'),
    });
  });

  it('private-git.md: golang-migrate, with an existing Secret', () => {
    const rendered = render({ helm, chart: MIGRATE_CHART, values: merge(git, existing) });
    expect(rendered.objects.has('Secret/shop-migrate-secrets')).toBe(false);
    expect(rendered.text).toContain('name: backend-migrate');
  });

  it('private-git.md: sql-migrate', () => {
    const [values = {}] = valuesIn('guides/private-git.md', 'sql-migrate');
    const secret = { existingSecret: 'backend-migrate' };
    const rendered = render({ helm, chart: CHART, values: merge(values, secret) });
    expect(rendered.objects.has('Job/shop-migration')).toBe(true);
  });

  it('long-migrations.md', () => {
    const [values = {}] = valuesIn('guides/long-migrations.md', 'migrate');
    const all = merge(merge(git, existing), values);
    const rendered = render({ helm, chart: MIGRATE_CHART, values: all });
    const { spec } = objectOf(rendered, 'Job/shop-migrate');
    expect(spec?.template.spec?.terminationGracePeriodSeconds).toBe(120);
    expect(spec?.template.metadata?.annotations).toEqual({
      'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
    });
  });

  it('init-containers.md: sql-migrate', () => {
    const [plain = {}, encrypted = {}] = valuesIn('init-containers.md', 'sql-migrate');
    const rendered = render({ helm, chart: CHART, values: merge(plain, encrypted) });
    expect(rendered.objects.has('Job/shop-migration')).toBe(true);
  });
});
