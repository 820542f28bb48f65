import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishFolders } from './backend.js';
import { makeTempFolder, setting } from './lab.js';

type Files = Readonly<Record<string, string>>;
type Values = Readonly<Record<string, unknown>>;

/** How charts/migrate is told to run a tool, and how that ends when a migration fails. */
export interface MigrateTool {
  readonly name: string;
  /** Two migrations that apply, and a third that cannot. */
  readonly good: Files;
  readonly broken: Files;
  /** The values beside database and image, for the migrations of `files`. */
  readonly values: (files: Files, place: string) => Values | Promise<Values>;
  /** The values for a dry run, of a tool that has one. */
  readonly dryRun?: Values;
  readonly exitCode: string;
  readonly reason: RegExp;
}

const USERS = 'CREATE TABLE users (id INTEGER PRIMARY KEY);';
const ORDERS = 'CREATE TABLE orders (id INTEGER PRIMARY KEY);';
const BROKEN = 'ALTER TABLE missing ADD COLUMN total INTEGER;';
const MISSING = /Table '.*\.missing' doesn't exist/;

const image = { repository: 'helm-migrate.local/migration-tools', tag: '1' };

// The environment that the chart gives to a command, in the configuration of the service's own program.
const OWN_COMMAND = `
cat >/tmp/dbconfig.yml <<END
main:
  dialect: mysql
  datasource: \\\${DATABASE_USER}:\\\${DATABASE_PASSWORD}@tcp($DATABASE_HOST:$DATABASE_PORT)/$DATABASE_NAME?parseTime=true
  dir: $MIGRATIONS_PATH
END
exec sql-migrate up "$@" -config=/tmp/dbconfig.yml -env=main`;

const fromFiles = (files: Files) => ({ from: 'configMap', files });

/** Commits the files, and returns the values that name the commit. */
async function fromGit(files: Files, place: string): Promise<Values> {
  const folder = join(makeTempFolder(), 'migrations');
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const ref = await publishFolders(place, [folder]);
  return {
    migrations: { from: 'git', path: 'backend-services/db/migrations' },
    git: {
      repo: `${setting('HM_GIT_URL')}/${place}.git`,
      ref,
      user: setting('HM_GIT_USER'),
      token: setting('HM_GIT_TOKEN'),
      caCertificate: readFileSync(setting('HM_GIT_CA'), 'utf8'),
    },
  };
}

export const MIGRATE_TOOLS: readonly MigrateTool[] = [
  {
    name: 'golang-migrate',
    good: { '1_users.up.sql': USERS, '2_orders.up.sql': ORDERS },
    broken: { '3_total.up.sql': BROKEN },
    values: (files) => ({ image, tool: 'golang-migrate', migrations: fromFiles(files) }),
    exitCode: '1',
    reason: MISSING,
  },
  {
    name: 'goose',
    good: {
      '00001_users.sql': `-- +goose Up\n${USERS}\n`,
      '00002_orders.sql': `-- +goose Up\n${ORDERS}\n`,
    },
    broken: { '00003_total.sql': `-- +goose Up\n${BROKEN}\n` },
    values: async (files, place) => ({ image, tool: 'goose', ...(await fromGit(files, place)) }),
    dryRun: { dryRun: true },
    exitCode: '1',
    reason: MISSING,
  },
  {
    name: 'dbmate',
    good: {
      '20260101000001_users.sql': `-- migrate:up\n${USERS}\n-- migrate:down\n`,
      '20260101000002_orders.sql': `-- migrate:up\n${ORDERS}\n-- migrate:down\n`,
    },
    broken: { '20260101000003_total.sql': `-- migrate:up\n${BROKEN}\n-- migrate:down\n` },
    values: (files) => ({ image, tool: 'dbmate', migrations: fromFiles(files) }),
    dryRun: { dryRun: true },
    exitCode: '2',
    reason: MISSING,
  },
  {
    name: 'command',
    good: {
      '1_users.sql': `-- +migrate Up\n${USERS}\n`,
      '2_orders.sql': `-- +migrate Up\n${ORDERS}\n`,
    },
    broken: { '3_total.sql': `-- +migrate Up\n${BROKEN}\n` },
    values: (files) => ({
      image: { repository: 'ghcr.io/helm-migrate/sql-migrate-git', tag: '1.8.1' },
      tool: 'command',
      command: ['bash', '-euc'],
      args: [OWN_COMMAND],
      migrations: fromFiles(files),
    }),
    dryRun: { dryRun: true, dryRunCommand: ['bash', '-euc', OWN_COMMAND, 'migrate', '-dryrun'] },
    exitCode: '1',
    reason: MISSING,
  },
];
