import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHART, HELMS, objectOf, render, runHelm } from './helm.js';
import { VALUES, valuesWith } from './values.js';

const FOLDER = mkdtempSync(join(tmpdir(), 'helm-migrate-chart-'));

beforeAll(() => {
  cpSync('examples/backend/chart', join(FOLDER, 'examples/backend/chart'), { recursive: true });
  cpSync(CHART, join(FOLDER, 'charts/sql-migrate'), { recursive: true });
  rmSync(join(FOLDER, 'examples/backend/chart/charts'), { recursive: true, force: true });
});

afterAll(() => {
  rmSync(FOLDER, { recursive: true });
});

describe.each(HELMS)('as a dependency, with %s', (_name, helm) => {
  it('is packed into the example from its Chart.lock, and comes with the Deployment', () => {
    const chart = join(FOLDER, 'examples/backend/chart');
    expect(runHelm(helm, ['dependency', 'build', chart])).toMatchObject({ code: 0 });
    const rendered = render({ helm, chart, values: { 'sql-migrate': VALUES } });
    expect([...rendered.objects.keys()].sort()).toEqual([
      'ConfigMap/shop-migration-config',
      'Deployment/shop',
      'Job/shop-migration',
      'Secret/shop-migration-secrets',
    ]);
  });

  it('can be switched off', () => {
    const chart = join(FOLDER, 'examples/backend/chart');
    const { objects } = render({ helm, chart, values: { 'sql-migrate': { enabled: false } } });
    expect([...objects.keys()]).toEqual(['Deployment/shop']);
  });

  it('is told apart by its alias', () => {
    const values = { orders: VALUES, customerData: valuesWith({ git: { ref: 'v2' } }) };
    const { objects } = render({ helm, chart: makeParent(['orders', 'customerData']), values });
    expect([...objects.keys()].sort()).toEqual([
      'ConfigMap/shop-migration-customer-data-config',
      'ConfigMap/shop-migration-orders-config',
      'Job/shop-migration-customer-data',
      'Job/shop-migration-orders',
      'Secret/shop-migration-customer-data-secrets',
      'Secret/shop-migration-orders-secrets',
    ]);
  });

  it('says under which key wrong values stand', () => {
    const values = { orders: valuesWith({ git: { branch: '' } }) };
    expect(() => render({ helm, chart: makeParent(['orders']), values })).toThrow(
      'wrong values of chart orders (under "orders:" in the values of the chart that depends on it):\n  git.ref is empty',
    );
  });

  it('keeps names within what a Job may have, and apart', () => {
    const release = 'r'.repeat(53);
    const aliases = ['a-very-long-alias-1', 'a-very-long-alias-2'];
    const values = Object.fromEntries(aliases.map((alias) => [alias, VALUES]));
    const rendered = render({ helm, chart: makeParent(aliases), release, values });
    const jobs = [...rendered.objects.keys()].filter((name) => name.startsWith('Job/'));
    expect(jobs).toHaveLength(2);
    expect(jobs.every((name) => name.length <= 'Job/'.length + 63)).toBe(true);
  });

  it('shares nothing between two releases', () => {
    const [first, second] = ['shop', 'shop-b'].map((release) =>
      render({ helm, release, values: VALUES }),
    );
    const both = [...(first?.objects.keys() ?? []), ...(second?.objects.keys() ?? [])];
    expect(new Set(both).size).toBe(6);
    if (second !== undefined) {
      expect(JSON.stringify(objectOf(second, 'Job/shop-b-migration'))).not.toContain(
        '"shop-migration',
      );
    }
  });
});

/** A chart that lists the dependency once for each alias. */
function makeParent(aliases: readonly string[]): string {
  const folder = mkdtempSync(join(FOLDER, 'parent-'));
  mkdirSync(join(folder, 'charts'));
  cpSync(CHART, join(folder, 'charts', 'sql-migrate'), { recursive: true });
  const dependencies = aliases.map((alias) => ({ name: 'sql-migrate', version: '0.1.0', alias }));
  const metadata = { apiVersion: 'v2', name: 'parent', version: '0.1.0', dependencies };
  writeFileSync(join(folder, 'Chart.yaml'), JSON.stringify(metadata));
  return folder;
}
