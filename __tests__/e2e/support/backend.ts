import { execFile } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeTempFolder, ROOT, setting } from './lab.js';

const run = promisify(execFile);
const EXAMPLE = join(ROOT, 'examples/backend');

/** Which of the example's folders of migrations are published. */
export type Migrations = 'five' | 'broken' | 'fixed' | 'slow';

const FOLDERS: Readonly<Record<Migrations, readonly string[]>> = {
  five: ['backend-services/db/migrations'],
  broken: ['backend-services/db/migrations', 'broken'],
  fixed: ['backend-services/db/migrations', 'fixed'],
  slow: ['backend-services/db/migrations', 'fixed', 'slow'],
};

/** A password with what a DSN, YAML and a shell could trip over. */
export const DB_PASSWORD = 'p@ss:w/o?rd #1';

/** One example service: a database and a git repository of its own, and the values to deploy it with. */
export interface Backend {
  readonly name: string;
  readonly chart: string;
  /** The values files, plain and encrypted, for the input `values`. */
  readonly values: string;
  readonly ageKeyFile: string;
  /** Publishes migrations, and those of `more` folders; returns the commit's SHA. */
  publish(migrations: Migrations, ...more: readonly string[]): Promise<string>;
}

export interface BackendOptions {
  /** Overrides in the plain values, merged below `sql-migrate`. */
  readonly gitToken?: string;
  readonly dbPassword?: string;
  readonly gitRef?: string;
}

/** Makes the example service `name`: its database is empty afterwards. */
export async function makeBackend(name: string, options: BackendOptions = {}): Promise<Backend> {
  const database = await makeDatabase(name);
  const chart = await (preparedChart ??= prepareChart());
  const folder = makeTempFolder();
  const values = join(folder, 'values.yaml');
  writeFileSync(values, JSON.stringify(plainValues(name, database, options)));
  await runExample('prepare', [folder], {
    GIT_TOKEN: options.gitToken ?? setting('HM_GIT_TOKEN'),
    DB_PASSWORD: options.dbPassword ?? DB_PASSWORD,
  });
  const backend: Backend = {
    name,
    chart,
    values: `${values}\n${join(folder, 'secrets.yaml')}`,
    ageKeyFile: join(folder, 'age.key'),
    publish: (migrations, ...more) => publishFolders(name, [...FOLDERS[migrations], ...more]),
  };
  await backend.publish('five');
  return backend;
}

/** Makes the empty database `name`, with `_` for `-`, and a user of that name with the password `DB_PASSWORD`. */
export async function makeDatabase(name: string): Promise<string> {
  const database = name.replaceAll('-', '_');
  await runExample('database', ['--drop', database], {
    DB_HOST: setting('HM_DB_HOST'),
    DB_PORT: setting('HM_DB_PORT'),
    DB_ROOT_PASSWORD: setting('HM_DB_ROOT_PASSWORD'),
    DB_PASSWORD,
  });
  return database;
}

/** Commits the *.sql files of these folders, and no others, to branch `main` of a repository; returns the SHA. */
export function publishFolders(name: string, folders: readonly string[]): Promise<string> {
  const repository = join(setting('HM_GIT_ROOT'), `${name}.git`);
  return runExample('publish', [repository, 'main', ...folders], {});
}

let preparedChart: Promise<string> | undefined;

/** A copy of the example's chart with its dependency in it; returns its folder. */
async function prepareChart(): Promise<string> {
  const folder = makeTempFolder();
  const chart = join(folder, 'examples/backend/chart');
  cpSync(join(EXAMPLE, 'chart'), chart, { recursive: true });
  cpSync(join(ROOT, 'charts/sql-migrate'), join(folder, 'charts/sql-migrate'), { recursive: true });
  await run(join(setting('HM_HELM4'), 'helm'), ['dependency', 'update', chart]);
  return chart;
}

/** Runs one SQL statement as root; returns its rows, tab-separated. */
export async function querySql(name: string, statement: string): Promise<readonly string[]> {
  const cnf = `--defaults-extra-file=${setting('HM_DB_CLIENT_CNF')}`;
  const { stdout } = await run('mariadb', [cnf, '-N', '-e', statement, name.replaceAll('-', '_')]);
  return stdout.split('\n').filter((line) => line !== '');
}

/** All of a database, byte for byte: how each table is made, and its rows. */
export async function dumpDatabase(name: string): Promise<string> {
  const tables = await querySql(name, 'SHOW TABLES');
  const parts = await Promise.all(
    tables.map(async (table) => [
      ...(await querySql(name, `SHOW CREATE TABLE \`${table}\``)),
      ...(await querySql(name, `SELECT * FROM \`${table}\``)),
    ]),
  );
  return parts.flat().join('\n');
}

async function runExample(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const path = `${setting('HM_TOOLS')}:${process.env['PATH'] ?? ''}`;
  const options = { cwd: EXAMPLE, env: { ...process.env, PATH: path, ...env } };
  const { stdout } = await run(join(EXAMPLE, script), args, options);
  return stdout.trim();
}

function plainValues(name: string, database: string, options: BackendOptions): object {
  return {
    version: '1.0.0',
    'sql-migrate': {
      git: {
        repo: `${setting('HM_GIT_URL')}/${name}.git`,
        ref: options.gitRef ?? 'main',
        user: setting('HM_GIT_USER'),
        caCertificate: readFileSync(setting('HM_GIT_CA'), 'utf8'),
      },
      backendConfig: {
        db: {
          driver: 'mysql',
          user: database,
          host: setting('HM_DB_HOST'),
          port: Number(setting('HM_DB_PORT')),
          database,
        },
      },
    },
  };
}
