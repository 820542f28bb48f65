import { describe, expect, it } from '@jest/globals';
import { HELMS, MIGRATE_CHART, objectOf, render } from './helm.js';
import { COMMAND_VALUES, DATABASE, MIGRATE_VALUES, MYSQL } from './migrate-values.js';

/** What of a tool's container depends on the tool: its words, its variables, and the keys that it takes of the Secret. */
interface Run {
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
}

const PATH = '/migrations';
const URL_ALONE = { url: 'x://y', driver: 'sqlite3' };
const TLS = { sslmode: 'verify-full', sslrootcert: '/etc/migrate/database-ca.pem' };

const RUNS: readonly (readonly [string, object, Run])[] = [
  [
    'golang-migrate, postgres: no password in argv',
    {},
    {
      words: words('migrate', 'postgres://shop@db.example.com:5432/shop', 'up'),
      env: {},
      secrets: { PGPASSWORD: 'database-password' },
    },
  ],
  [
    'golang-migrate, mysql',
    {
      database: { ...MYSQL, user: 'shop@tenant' },
      flags: ['-lock-timeout', '60'],
      args: ['up', '1'],
    },
    {
      words: words(
        'migrate',
        'mysql://shop%40tenant:$(DATABASE_PASSWORD_ENCODED)@tcp(db.example.com:3306)/shop',
        '-lock-timeout',
        '60',
        'up',
        '1',
      ),
      env: {},
      secrets: { DATABASE_PASSWORD_ENCODED: 'database-password-encoded' },
    },
  ],
  [
    'golang-migrate, an address',
    { database: URL_ALONE },
    {
      words: words('migrate', '$(DATABASE_URL)', 'up'),
      env: {},
      secrets: { DATABASE_URL: 'database-url' },
    },
  ],
  [
    'goose, postgres',
    { tool: 'goose', database: { ...DATABASE, parameters: TLS } },
    {
      words: ['goose', 'up'],
      env: {
        GOOSE_DRIVER: 'postgres',
        GOOSE_MIGRATION_DIR: PATH,
        GOOSE_DBSTRING:
          'postgres://shop@db.example.com:5432/shop?sslmode=verify-full&sslrootcert=%2Fetc%2Fmigrate%2Fdatabase-ca.pem',
      },
      secrets: { PGPASSWORD: 'database-password' },
    },
  ],
  [
    'goose, mysql: the password as it is',
    { tool: 'goose', database: { ...MYSQL, port: 3307, parameters: { tls: 'true' } } },
    {
      words: ['goose', 'up'],
      env: {
        GOOSE_DRIVER: 'mysql',
        GOOSE_MIGRATION_DIR: PATH,
        GOOSE_DBSTRING:
          'shop:$(DATABASE_PASSWORD)@tcp(db.example.com:3307)/shop?parseTime=true&tls=true',
      },
      secrets: { DATABASE_PASSWORD: 'database-password' },
    },
  ],
  [
    'goose, an address',
    { tool: 'goose', database: URL_ALONE, flags: ['-allow-missing'], args: ['up-to', '5'] },
    {
      words: ['goose', '-allow-missing', 'up-to', '5'],
      env: { GOOSE_DRIVER: 'sqlite3', GOOSE_MIGRATION_DIR: PATH },
      secrets: { GOOSE_DBSTRING: 'database-url' },
    },
  ],
  [
    'flyway, postgres',
    { tool: 'flyway' },
    {
      words: ['flyway', 'migrate'],
      env: {
        FLYWAY_LOCATIONS: `filesystem:${PATH}`,
        FLYWAY_FAIL_ON_MISSING_LOCATIONS: 'true',
        FLYWAY_URL: 'jdbc:postgresql://db.example.com:5432/shop',
        FLYWAY_USER: 'shop',
      },
      secrets: { FLYWAY_PASSWORD: 'database-password' },
    },
  ],
  [
    'flyway, mysql: its parameters as they are',
    { tool: 'flyway', database: { ...MYSQL, parameters: { serverSslCert: '/etc/x.pem' } } },
    {
      words: ['flyway', 'migrate'],
      env: {
        FLYWAY_LOCATIONS: `filesystem:${PATH}`,
        FLYWAY_FAIL_ON_MISSING_LOCATIONS: 'true',
        FLYWAY_URL: 'jdbc:mariadb://db.example.com:3306/shop?serverSslCert=/etc/x.pem',
        FLYWAY_USER: 'shop',
      },
      secrets: { FLYWAY_PASSWORD: 'database-password' },
    },
  ],
  [
    'dbmate, mysql',
    { tool: 'dbmate', database: MYSQL },
    {
      words: ['dbmate', 'migrate'],
      env: {
        DBMATE_MIGRATIONS_DIR: PATH,
        DBMATE_NO_DUMP_SCHEMA: 'true',
        DATABASE_URL: 'mysql://shop:$(DATABASE_PASSWORD_ENCODED)@db.example.com:3306/shop',
      },
      secrets: { DATABASE_PASSWORD_ENCODED: 'database-password-encoded' },
    },
  ],
  [
    'dbmate, an address',
    { tool: 'dbmate', database: URL_ALONE },
    {
      words: ['dbmate', 'migrate'],
      env: { DBMATE_MIGRATIONS_DIR: PATH, DBMATE_NO_DUMP_SCHEMA: 'true' },
      secrets: { DATABASE_URL: 'database-url' },
    },
  ],
  [
    'goose, a dry run: no argument of the deploy',
    { tool: 'goose', database: URL_ALONE, flags: ['-v'], args: ['up-to', '5'], dryRun: true },
    {
      words: ['goose', '-v', 'status'],
      env: { GOOSE_DRIVER: 'sqlite3', GOOSE_MIGRATION_DIR: PATH },
      secrets: { GOOSE_DBSTRING: 'database-url' },
    },
  ],
  [
    'flyway, a dry run',
    { tool: 'flyway', database: URL_ALONE, dryRun: true },
    {
      words: ['flyway', 'info'],
      env: {
        FLYWAY_LOCATIONS: `filesystem:${PATH}`,
        FLYWAY_FAIL_ON_MISSING_LOCATIONS: 'true',
      },
      secrets: { FLYWAY_URL: 'database-url' },
    },
  ],
  [
    'dbmate, a dry run',
    { tool: 'dbmate', database: URL_ALONE, args: ['migrate', '--strict'], dryRun: true },
    {
      words: ['dbmate', 'status'],
      env: { DBMATE_MIGRATIONS_DIR: PATH, DBMATE_NO_DUMP_SCHEMA: 'true' },
      secrets: { DATABASE_URL: 'database-url' },
    },
  ],
  [
    'a command, a dry run',
    {
      ...{ ...COMMAND_VALUES, migrations: {}, database: {}, args: ['--x'] },
      ...{ dryRun: true, dryRunCommand: ['alembic', 'upgrade', 'a1:head', '--sql'] },
    },
    { words: ['alembic', 'upgrade', 'a1:head', '--sql'], env: {} },
  ],
  [
    'a command with one for a dry run, in a deploy',
    { ...COMMAND_VALUES, migrations: {}, database: {}, dryRunCommand: ['alembic', 'current'] },
    { words: ['alembic', 'upgrade', 'head'], env: {} },
  ],
  [
    'a command, with a database',
    { ...COMMAND_VALUES, args: ['--sql'] },
    {
      words: ['alembic', 'upgrade', 'head', '--sql'],
      env: {
        MIGRATIONS_PATH: PATH,
        DATABASE_HOST: 'db.example.com',
        DATABASE_PORT: '5432',
        DATABASE_NAME: 'shop',
        DATABASE_USER: 'shop',
        DATABASE_URL: 'postgresql://shop:$(DATABASE_PASSWORD_ENCODED)@db.example.com:5432/shop',
      },
      secrets: {
        DATABASE_PASSWORD: 'database-password',
        DATABASE_PASSWORD_ENCODED: 'database-password-encoded',
      },
    },
  ],
  [
    'a command that finds all in its image',
    { ...COMMAND_VALUES, migrations: {}, database: {} },
    { words: ['alembic', 'upgrade', 'head'], env: {} },
  ],
];

describe.each(HELMS)('how charts/migrate runs a tool, with %s', (_name, helm) => {
  it.each(RUNS)('%s', (_title, changes, { words, env, secrets = {} }) => {
    const values = { ...MIGRATE_VALUES, ...changes };
    const rendered = render({ helm, chart: MIGRATE_CHART, values });
    const spec = objectOf(rendered, 'Job/shop-migrate').spec?.template.spec;
    const { command = [], args = [], env: variables = [] } = spec?.containers[0] ?? {};
    expect([...command, ...args]).toEqual(words);
    const entries = variables.map(({ name, value, valueFrom }) => [
      name,
      value ?? valueFrom?.secretKeyRef?.key,
    ]);
    expect(Object.fromEntries(entries)).toEqual({ HOME: '/tmp', ...env, ...secrets });
    // Kubernetes knows in $(NAME) only what stands before.
    const firstPlain = variables.findIndex(({ name }) => name in env);
    const lastSecret = variables.findLastIndex(({ name }) => name in secrets);
    expect(firstPlain === -1 || lastSecret < firstPlain).toBe(true);
  });
});

function words(program: string, url: string, ...rest: readonly string[]): readonly string[] {
  return [program, '-verbose', '-path', PATH, '-database', url, ...rest];
}
