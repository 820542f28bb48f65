import { describe, expect, it } from '@jest/globals';
import { CHART, HELMS, objectOf, render, runHelm, sqlMigrateConfig } from './helm.js';
import { PASSWORD, TOKEN, VALUES, valuesWith } from './values.js';

describe.each(HELMS)('charts/sql-migrate with %s', (_name, helm) => {
  it('passes lint', () => {
    const { code, stdout } = runHelm(helm, ['lint', '--strict', CHART, '--values', '-'], VALUES);
    expect(stdout).toContain('0 chart(s) failed');
    expect(code).toBe(0);
  });

  it('makes three hooks, in the order Secret, ConfigMap, Job', () => {
    const { objects } = render({ helm, values: VALUES });
    const hooks = [...objects].map(([name, { metadata }]) => [
      name,
      metadata?.annotations?.['helm.sh/hook'],
      metadata?.annotations?.['helm.sh/hook-weight'],
      metadata?.annotations?.['helm.sh/hook-delete-policy'],
    ]);
    expect(hooks.sort()).toEqual([
      ['ConfigMap/shop-migration-config', 'pre-install,pre-upgrade', '-5', 'before-hook-creation'],
      ['Job/shop-migration', 'pre-install,pre-upgrade', '-1', 'before-hook-creation'],
      ['Secret/shop-migration-secrets', 'pre-install,pre-upgrade', '-10', 'before-hook-creation'],
    ]);
  });

  it('has token and password in the Secret, and nowhere else', () => {
    const rendered = render({ helm, values: VALUES });
    expect(objectOf(rendered, 'Secret/shop-migration-secrets').data).toEqual({
      'backend-db-password': Buffer.from(PASSWORD).toString('base64'),
      git_token: Buffer.from(TOKEN).toString('base64'),
    });
    expect(rendered.text).not.toContain(TOKEN);
    expect(rendered.text).not.toContain('pass-Zq82');
  });

  it('gives sql-migrate the configuration of the story', () => {
    expect(sqlMigrateConfig(render({ helm, values: VALUES }), 'shop-migration-config')).toEqual({
      dialect: 'mysql',
      datasource: 'shop:${DB_PASSWORD}@tcp(mysql.example.com:3306)/shop?parseTime=true&timeout=30s',
      dir: 'backend-services/db/migrations',
      table: 'gorp_migrations',
      ignoreunknown: false,
    });
  });

  it('leaves the password of postgres to the environment', () => {
    const rendered = render({
      helm,
      values: valuesWith({ db: { driver: 'postgres', tls: 'verify' } }),
    });
    expect(sqlMigrateConfig(rendered, 'shop-migration-config')).toMatchObject({
      dialect: 'postgres',
      datasource:
        'host=mysql.example.com port=5432 user=shop dbname=shop sslmode=verify-full connect_timeout=30',
    });
    expect(environmentOf(objectOf(rendered, 'Job/shop-migration'))).toContain('PGPASSWORD');
  });

  it('runs the Job once, without rights', () => {
    const { spec } = objectOf(render({ helm, values: VALUES }), 'Job/shop-migration');
    expect(spec).toMatchObject({ backoffLimit: 0 });
    expect(spec).not.toHaveProperty('activeDeadlineSeconds');
    expect(spec?.template.spec).toMatchObject({
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { runAsNonRoot: true },
    });
    expect(spec?.template.spec?.containers[0]).toMatchObject({
      image: 'ghcr.io/helm-migrate/sql-migrate-git:1.8.1',
      securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false },
      resources: { requests: { memory: '64Mi' } },
    });
  });

  it.each([
    ['the branch', {}, 'main'],
    ['the ref', { branch: '', ref: 'v1.2' }, 'v1.2'],
    ['the ref, before the branch', { ref: '4f0c' }, '4f0c'],
  ])('fetches %s', (_title, git, expected) => {
    const job = objectOf(render({ helm, values: valuesWith({ git }) }), 'Job/shop-migration');
    expect(job.spec?.template.spec?.containers[0]?.env).toContainEqual({
      name: 'GIT_REF',
      value: expected,
    });
  });

  it('takes an existing Secret in place of its own', () => {
    const values = valuesWith({
      top: { existingSecret: 'shop-database' },
      git: { token: '' },
      db: { password: '' },
    });
    const rendered = render({ helm, values });
    expect([...rendered.objects.keys()].sort()).toEqual([
      'ConfigMap/shop-migration-config',
      'Job/shop-migration',
    ]);
    expect(JSON.stringify(objectOf(rendered, 'Job/shop-migration'))).toContain(
      '"secretKeyRef":{"name":"shop-database","key":"git_token"}',
    );
  });

  it('mounts the certificate authorities that it is given', () => {
    const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
    const values = valuesWith({ git: { caCertificate: pem }, db: { caCertificate: pem } });
    const rendered = render({ helm, values });
    expect(objectOf(rendered, 'ConfigMap/shop-migration-config').data).toMatchObject({
      'git-ca.pem': pem,
      'database-ca.pem': pem,
    });
    const names = environmentOf(objectOf(rendered, 'Job/shop-migration'));
    expect(names).toEqual(expect.arrayContaining(['GIT_SSL_CAINFO', 'SSL_CERT_FILE']));
  });
});

function environmentOf({ spec }: ReturnType<typeof objectOf>): readonly string[] {
  return (spec?.template.spec?.containers[0]?.env ?? []).map(({ name }) => name);
}
