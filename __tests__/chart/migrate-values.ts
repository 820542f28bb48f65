import { PASSWORD, TOKEN } from './values.js';

/** A database whose address has every part. */
export const DATABASE = {
  driver: 'postgres',
  host: 'db.example.com',
  name: 'shop',
  user: 'shop',
  password: PASSWORD,
} as const;

export const MYSQL = { ...DATABASE, driver: 'mysql' } as const;

/** PASSWORD as it stands in an address. */
export const ENCODED_PASSWORD = encodeURIComponent(PASSWORD).replaceAll("'", '%27');

/** Migrations from git, with a token. */
export const GIT = {
  repo: 'https://git.example.com/team/shop.git',
  ref: 'main',
  user: 'deploy',
  token: TOKEN,
} as const;

/** What a team has to say for golang-migrate; other values replace whole keys. */
export const MIGRATE_VALUES = {
  tool: 'golang-migrate',
  migrations: { from: 'configMap', files: { '1_users.up.sql': 'CREATE TABLE users (id INT);\n' } },
  database: DATABASE,
} as const;

/** A service's own image with a command. */
export const COMMAND_VALUES = {
  tool: 'command',
  image: { repository: 'registry.example.com/shop', tag: '4f0c' },
  command: ['alembic', 'upgrade', 'head'],
} as const;
