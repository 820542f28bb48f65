import { afterAll, describe, expect, it } from '@jest/globals';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HELMS, MIGRATE_CHART, objectOf, render, type Rendered, runHelm } from './helm.js';
import {
  COMMAND_VALUES,
  DATABASE,
  ENCODED_PASSWORD,
  GIT,
  MIGRATE_VALUES,
  MYSQL,
} from './migrate-values.js';
import { PASSWORD, TOKEN } from './values.js';

const FROM_GIT = { migrations: { from: 'git', path: 'db/migrations' }, git: GIT };
const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

const FOLDER = mkdtempSync(join(tmpdir(), 'helm-migrate-chart-'));
afterAll(() => {
  rmSync(FOLDER, { recursive: true });
});

describe.each(HELMS)('charts/migrate with %s', (_name, helm) => {
  const renderWith = (values: object) => render({ helm, chart: MIGRATE_CHART, values });

  it('passes lint', () => {
    const args = ['lint', '--strict', MIGRATE_CHART, '--values', '-'];
    const { code, stdout } = runHelm(helm, args, MIGRATE_VALUES);
    expect(stdout).toContain('0 chart(s) failed');
    expect(code).toBe(0);
  });

  it('makes its hooks in the order Secret, ConfigMaps, Job', () => {
    const values = { ...MIGRATE_VALUES, database: { ...DATABASE, caCertificate: PEM } };
    const hooks = [...renderWith(values).objects].map(([name, { metadata }]) => [
      name,
      metadata?.annotations?.['helm.sh/hook'],
      metadata?.annotations?.['helm.sh/hook-weight'],
      metadata?.annotations?.['helm.sh/hook-delete-policy'],
    ]);
    expect(hooks.sort()).toEqual([
      ['ConfigMap/shop-migrate-config', 'pre-install,pre-upgrade', '-5', 'before-hook-creation'],
      ['ConfigMap/shop-migrate-files', 'pre-install,pre-upgrade', '-5', 'before-hook-creation'],
      ['Job/shop-migrate', 'pre-install,pre-upgrade', '-1', 'before-hook-creation'],
      ['Secret/shop-migrate-secrets', 'pre-install,pre-upgrade', '-10', 'before-hook-creation'],
    ]);
  });

  it('has passwords and token in the Secret, and nowhere else', () => {
    const secretEnv = { FLYWAY_LICENSE: 'license-Zq83' };
    const rendered = renderWith({ ...MIGRATE_VALUES, ...FROM_GIT, secretEnv });
    const data = objectOf(rendered, 'Secret/shop-migrate-secrets').data ?? {};
    const plain = Object.entries(data).map(([key, value]) => [key, atob(value)]);
    expect(Object.fromEntries(plain)).toEqual({
      'database-password': Buffer.from(PASSWORD).toString('latin1'),
      'database-password-encoded': ENCODED_PASSWORD,
      'git-token': TOKEN,
      FLYWAY_LICENSE: 'license-Zq83',
    });
    for (const secret of [TOKEN, 'pass-Zq82', 'license-Zq83'])
      expect(rendered.text).not.toContain(secret);
  });

  it('runs the Job once, without rights', () => {
    const { spec } = objectOf(renderWith(MIGRATE_VALUES), 'Job/shop-migrate');
    expect(spec).toMatchObject({ backoffLimit: 0 });
    expect(spec).not.toHaveProperty('activeDeadlineSeconds');
    expect(spec?.template.spec).toMatchObject({
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(containerOf(renderWith(MIGRATE_VALUES))).toMatchObject({
      image: 'docker.io/migrate/migrate:v4.20.1',
      securityContext: {
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        runAsUser: 65532,
      },
      resources: { requests: { memory: '64Mi' }, limits: { memory: '512Mi' } },
    });
  });

  it('runs an image of the user as the user that it names', () => {
    expect(containerOf(renderWith(COMMAND_VALUES)).securityContext).not.toHaveProperty('runAsUser');
  });

  it('fetches from git in a container of its own, which alone has the token', () => {
    const rendered = renderWith({ ...MIGRATE_VALUES, ...FROM_GIT });
    const pod = objectOf(rendered, 'Job/shop-migrate').spec?.template.spec;
    expect(pod?.initContainers).toMatchObject([
      { name: 'fetch', command: ['bash', '/etc/migrate/fetch.sh'] },
    ]);
    expect(JSON.stringify(pod?.initContainers)).toContain('git-token');
    expect(JSON.stringify(pod?.containers)).not.toContain('git-token');
    expect(containerOf(rendered).args).toContain('/work/repository/db/migrations');
  });

  it.each([[['force', '2']], [['force', '--', '-1']]])('clears the dirty mark: %j', (args) => {
    const rendered = renderWith({ ...MIGRATE_VALUES, tool: 'golang-migrate', args });
    const all = containerOf(rendered).args ?? [];
    expect(all.slice(0, 2)).toEqual(['-verbose', '-path']);
    expect(all.slice(-args.length)).toEqual(args);
  });

  it('is told apart by its alias', () => {
    const chart = makeParent(['orders', 'customerData']);
    const values = { orders: MIGRATE_VALUES, customerData: COMMAND_VALUES };
    const rendered = render({ helm, chart, release: 'shop-b', values });
    expect([...rendered.objects.keys()].sort()).toEqual([
      'ConfigMap/shop-b-migrate-orders-files',
      'Job/shop-b-migrate-customer-data',
      'Job/shop-b-migrate-orders',
      'Secret/shop-b-migrate-orders-secrets',
    ]);
  });

  it('says under which key wrong values stand', () => {
    const values = { orders: { ...MIGRATE_VALUES, command: ['x'] } };
    expect(() => render({ helm, chart: makeParent(['orders']), values })).toThrow(
      'wrong values of chart orders (under "orders:" in the values of the chart that depends on it):\n  command is set',
    );
  });

  it('keeps files as they are, to the last line break', () => {
    const files = {
      '1_a.sql': 'SELECT 1;\n\n',
      '2_b.sql': 'SELECT 2',
      '3_c.sql': '-- ü {{ x }}\n',
    };
    const rendered = renderWith({ ...MIGRATE_VALUES, migrations: { from: 'configMap', files } });
    expect(objectOf(rendered, 'ConfigMap/shop-migrate-files').data).toEqual(files);
  });

  it('takes the files of a ConfigMap that is there', () => {
    const migrations = { from: 'configMap', configMap: 'shop-migrations' };
    const rendered = renderWith({ ...MIGRATE_VALUES, migrations });
    expect([...rendered.objects.keys()].sort()).toEqual([
      'Job/shop-migrate',
      'Secret/shop-migrate-secrets',
    ]);
    expect(objectOf(rendered, 'Job/shop-migrate').spec?.template.spec?.volumes).toContainEqual({
      name: 'migrations',
      configMap: { name: 'shop-migrations' },
    });
  });

  it('takes an existing Secret in place of its own', () => {
    const database = { ...DATABASE, password: '' };
    const values = { ...MIGRATE_VALUES, database, existingSecret: 'shop-database' };
    const rendered = renderWith(values);
    expect(rendered.objects.has('Secret/shop-migrate-secrets')).toBe(false);
    expect(containerOf(rendered).env).toContainEqual({
      name: 'PGPASSWORD',
      valueFrom: { secretKeyRef: { name: 'shop-database', key: 'database-password' } },
    });
  });

  it('sets no variable twice: the values count', () => {
    const values = {
      ...COMMAND_VALUES,
      database: DATABASE,
      secretEnv: { DATABASE_URL: 'x' },
      extraEnv: [{ name: 'HOME', value: '/app' }],
    };
    const { env = [] } = containerOf(renderWith(values));
    const names = env.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(env).toContainEqual({ name: 'HOME', value: '/app' });
    expect(env).toContainEqual({
      name: 'DATABASE_URL',
      valueFrom: { secretKeyRef: { name: 'shop-migrate-secrets', key: 'DATABASE_URL' } },
    });
  });

  it('needs no Secret and no ConfigMap for a command that has all in its image', () => {
    expect([...renderWith(COMMAND_VALUES).objects.keys()]).toEqual(['Job/shop-migrate']);
  });

  it('mounts the authority of the database beside the public ones', () => {
    const database = { ...MYSQL, caCertificate: PEM };
    const rendered = renderWith({ ...MIGRATE_VALUES, database });
    expect(objectOf(rendered, 'ConfigMap/shop-migrate-config').data).toEqual({
      'database-ca.pem': PEM,
    });
    expect(containerOf(rendered).env).toContainEqual({
      name: 'SSL_CERT_FILE',
      value: '/etc/migrate/database-ca.pem',
    });
  });
});

function containerOf(rendered: Rendered) {
  const spec = objectOf(rendered, 'Job/shop-migrate').spec?.template.spec;
  const [container] = spec?.containers ?? [];
  if (container === undefined) throw new Error('The Job has no container.');
  return container;
}

/** A chart that lists the dependency once for each alias. */
function makeParent(aliases: readonly string[]): string {
  const folder = mkdtempSync(join(FOLDER, 'parent-'));
  cpSync(MIGRATE_CHART, join(folder, 'charts', 'migrate'), { recursive: true });
  const dependencies = aliases.map((alias) => ({ name: 'migrate', version: '0.1.0', alias }));
  const metadata = { apiVersion: 'v2', name: 'parent', version: '0.1.0', dependencies };
  writeFileSync(join(folder, 'Chart.yaml'), JSON.stringify(metadata));
  return folder;
}
