import { describe, expect, it } from '@jest/globals';
import { partsOf } from '../../../src/secrets/parts.js';

const { raw } = String;
const DOCKER = JSON.stringify({
  auths: {
    'registry.example': {
      username: 'robot-user',
      email: 'me@example.com',
      auth: 'cm9ib3QtdXNlcjpwYXNzOndvcmQx',
    },
    'other.example': { password: 'hunter-2-3', identitytoken: 'eyJhbGciOi' },
  },
});
/** Entries with an `auth` that are not logins of a registry. */
const SMTP = JSON.stringify({ smtp: { host: 'mail', auth: 'login', pass: 'S3cr3tPassw0rd!' } });
const PEM = [
  '-----BEGIN PRIVATE KEY-----',
  'MIIEvQIBADAN',
  'VJTUt9Us8cK=',
  '-----END PRIVATE KEY-----',
];

describe('the secret parts of a value', () => {
  it.each([
    ['one of a URL', 'postgres://app:s3cret@db:5432/x?sslmode=disable', ['s3cret']],
    ['a percent-encoded one', 'postgres://app:p%40ss%2Fw@db/x', ['p%40ss%2Fw', 'p@ss/w']],
    ['one that should have been encoded', 'redis://:p/a@s:s#@cache:6379/0', ['p/a@s:s#']],
    ['one with quotes and spaces', `amqp://u:it's "it" <x>@mq/v`, [`it's "it" <x>`]],
    ['a token alone', 'https://ghp_k8Fq2LmZ0@github.com/x/y.git', ['ghp_k8Fq2LmZ0']],
    ['one of a JDBC URL', 'jdbc:mysql://db/x?user=fred&password=s3cr%26t', ['s3cr%26t', 's3cr&t']],
    ['one of several hosts', 'mongodb://u1:pw12@h1,h2:27017/x?replicaSet=r@s', ['pw12']],
    ['Go MySQL', 'app:p@s:s/w0rd@tcp(db:3306)/shop?parseTime=true', ['p@s:s/w0rd']],
    ['Go MySQL, by a socket', 'app:sec@ret@unix(/tmp/my.sock)/db', ['sec@ret']],
    ['Go MySQL, without a host', 'app:sec@ret@/db', ['sec@ret']],
    ['Go MySQL, an unencoded path', 'app:s3@tcp(db)/x?loc=Europe/Berlin', ['s3']],
    ['Oracle', 'scott/tigerpaw@//db:1521/shop', ['tigerpaw']],
    ['Oracle by JDBC', 'jdbc:oracle:thin:scott/tigerpaw@db:1521:shop', ['tigerpaw']],
    ['libpq', 'host=db user=app password=s3cret dbname=x', ['s3cret']],
    [
      'libpq, quoted',
      raw`host=db password='it\'s s3cret' user=app`,
      [raw`it\'s s3cret`, "it's s3cret"],
    ],
    ['ADO.NET', 'Server=db;User Id=app;Password=a b=c&d;Encrypt=true', ['a b=c&d']],
    ['ADO.NET, quoted', 'Server=db;Pwd="a;b""c";Uid=app', ['a;b""c', 'a;b"c']],
    ['ODBC', 'Driver={PostgreSQL};PWD={a;}}b};', ['a;}b']],
    ['Azure', 'AccountName=x;AccountKey=abc123==;EndpointSuffix=y', ['abc123==']],
    ['lines of key material', 'Tr0ub4dor&3\r\n  k8Fq2LmZ \nthird', ['Tr0ub4dor&3', 'k8Fq2LmZ']],
    [
      'KEY=value',
      "A_TOKEN=one\nexport B_PASS=\"two\\\" x\"\nC_SECRET='it''s'",
      ['one', 'two" x', "it's"],
    ],
    ['values with comments', 'apiKey: one # a comment\npass = two ; another', ['one', 'two']],
    ['a DSN in a line', 'X=1\nURL=postgres://u:pw@db/x', ['pw']],
    ['JSON', '{"a":{"secret":["x1",{"c":"postgres://u:pw@db"}]},"pass":42}', ['x1', 'pw', '42']],
    ['large numbers of JSON', '{"n":12345678901234567890}', ['12345678901234567890']],
    ['JSON in JSON', JSON.stringify({ a: JSON.stringify({ password: 'inner' }) }), ['inner']],
    [
      'YAML',
      'a:\n  password: "x\\ty"\n  tokens: |\n    one=1\n    t+o\nsecrets: [e, 5]',
      ['x\ty', 't+o', 'e', '5'],
    ],
    ['XML', '<db><user>app</user><password>P&amp;12-x</password></db>', ['P&amp;12-x', 'P&12-x']],
    ['a variable for one command', 'PGPASSWORD=hunter22x psql -h db', ['hunter22x']],
    ['.npmrc', '//registry.npmjs.org/:_authToken=npm_abc', ['npm_abc']],
    ['.netrc', 'machine h login me-me password s3cret!x', ['s3cret!x']],
    ['.pgpass', raw`*:5432:*:app:pa\:ss`, [raw`pa\:ss`, 'pa:ss']],
    ['an authorization', 'Basic dXNlcjpzM2NyZXQx', ['dXNlcjpzM2NyZXQx', 's3cret1']],
    [
      'an image pull Secret',
      DOCKER,
      ['cm9ib3QtdXNlcjpwYXNzOndvcmQx', 'pass:word1', 'hunter-2-3', 'eyJhbGciOi'],
    ],
    ['an old image pull Secret', '{"r.example":{"auth":"dTpwYXNzd2Q="}}', ['passwd']],
    ['a key', PEM.join('\n'), ['MIIEvQIBADAN', 'VJTUt9Us8cK=', 'MIIEvQIBADANVJTUt9Us8cK=']],
  ] as const)('%s', (_title, value, parts) => {
    expect(partsOf({ name: 'x', value })).toEqual(expect.arrayContaining([...parts]));
  });

  it.each([
    ['headers of PEM', PEM.join('\n'), /^-----BEGIN [A-Z ]+-----$/],
    ['a registry, a user, an address', DOCKER, /robot-user|registry\.example|me@example\.com/],
    ['white space', 'a\n\n  \n\tb', /^\s*$/],
    ['the options of a DSN', 'app:s3@tcp(db)/x?parseTime=true', /^true$/],
  ])('are not %s', (_title, value, other) => {
    expect(partsOf({ name: 'x', value }).filter((part) => other.test(part))).toEqual([]);
  });

  it('are 2,000 at most, the whole and the values before the lines', () => {
    const lines = Array.from(
      { length: 3_000 },
      (_, at) => `PASS_${String(at)}=value-${String(at)}`,
    );
    const value = lines.join('\n');
    const parts = partsOf({ name: 'x', value });
    expect(parts).toHaveLength(2_000);
    expect(parts[0]).toBe(value);
    expect(parts).toContain('value-2000');
    expect(parts.slice(1).every((part) => part.startsWith('value-'))).toBe(true);
  });

  it('of YAML whose aliases name each other are each there once', () => {
    const aliases = Array.from({ length: 40 }, (_, at) => {
      const above = `*a${String(at)}`;
      return `a${String(at + 1)}: &a${String(at + 1)} [${above}, ${above}]`;
    });
    const value = ['a0: &a0 [d33pLeaf]', ...aliases].join('\n');
    expect(partsOf({ name: 'x', value })).toContain('d33pLeaf');
  });
});

it('an entry with an `auth` of its own is no login of a registry: all in it counts', () => {
  expect(partsOf({ name: 'x', value: SMTP })).toContain('S3cr3tPassw0rd!');
  const value = `{"auths":{"r":{"auth":"cm9ib3Q6cGFzcw=="}},"token":"Tr0ub4dor"}`;
  expect(partsOf({ name: 'x', value })).toContain('Tr0ub4dor');
});

/** What the charts of Airflow and others have in their Secrets. */
const SCRIPT = `import os
def main(first_name, last_name):
    upgradedb()
    if os.environ.get("X") == "1": return True
    return True
if __name__ == "__main__":
    main(sync_forever=False)`;
const CONFIG = `[core]
dags_folder = /opt/airflow/dags
executor = CeleryExecutor
fernet_key = k8Fq2LmZ0pXs7RtY4uWv1AbC6dEfGhIj=
[database]
sql_alchemy_conn = postgresql://airflow:Xk29-fJq8@airflow-postgresql.default:5432/airflow?sslmode=disable
load_examples = False
base_log_folder = /opt/airflow/logs`;
const WEBHOOK = 'https://hooks.example/T0/k8Fq2LmZ0pXs7RtY';

describe('only what is secret', () => {
  it.each([
    ['an image', 'WORKER_IMAGE', 'docker.io/bitnami/postgresql', []],
    ['an image in a neutral key', 'x', 'ghcr.io/acme/shop-api:1.2.3', []],
    ['an image by its digest', 'x', `acme/shop@sha256:${'0123456789abcdef'.repeat(4)}`, []],
    ['an action', 'x', 'actions/checkout@v7', []],
    ['two words', 'x', 'uuid hstore', []],
    ['a phrase', 'x', 'correct horse battery', ['correct horse battery']],
    ['a version', 'WORKER_TAG', '1.2.3-alpine', []],
    ['a host', 'DB_HOST', 'main-db.abc123.eu-west-1.rds.amazonaws.com', []],
    ['a host in a neutral key', 'x', 'main-db.abc123.eu-west-1.rds.amazonaws.com:5432', []],
    ['a database', 'DB_NAME', 'shop_production', []],
    ['a user', 'username', 'u7Hq2kLz9', []],
    ['a path', 'CONFIG', '/etc/app/config.yaml', []],
    ['a URL without a login', 'REDIS', 'redis://cache.shop.svc:6379/0', []],
    ['a URL whose path is a token', 'HOOK', WEBHOOK, [WEBHOOK]],
    ['a script', 'migrate.py', SCRIPT, []],
    ['configuration', 'airflow.cfg', CONFIG, ['k8Fq2LmZ0pXs7RtY4uWv1AbC6dEfGhIj=', 'Xk29-fJq8']],
    [
      'the section of a file',
      'credentials.ini',
      '[default]\naws_secret_access_key = aB3/ini-9xZ',
      ['aB3/ini-9xZ'],
    ],
    ['what only looks like .pgpass', 'x', 'ratio:of:the:words:here', []],
    ['a password', 'DB_PASSWORD', 'Xk29-fJq8-Lm31', ['Xk29-fJq8-Lm31']],
    ['a password that looks like a host', 'DB_PASSWORD', 'correct.horse', ['correct.horse']],
    ['a password in a neutral key', 'x', 'Xk29-fJq8-Lm31', ['Xk29-fJq8-Lm31']],
    ['a DSN: its password, not its host', 'DSN', 'app:Xk29-fJq8@tcp(db:3306)/shop', ['Xk29-fJq8']],
    [
      'a URL whose password is too common to be hidden: with its user',
      'x',
      'postgres://app:postgres@db/x',
      ['//app:postgres', 'postgres'],
    ],
  ] as const)('%s', (_title, name, value, expected) => {
    const parts = partsOf({ name, value }).filter((part) => !part.includes('\n'));
    expect(parts).toEqual(expected);
  });
});
