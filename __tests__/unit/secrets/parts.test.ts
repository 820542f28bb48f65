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
    ['one of a URL', 'postgres://app:s3cret@db:5432/x?sslmode=disable', ['app', 's3cret']],
    ['a percent-encoded one', 'postgres://app:p%40ss%2Fw@db/x', ['p%40ss%2Fw', 'p@ss/w']],
    ['one that should have been encoded', 'redis://:p/a@s:s#@cache:6379/0', ['p/a@s:s#']],
    ['one with quotes and spaces', `amqp://u:it's "it" <x>@mq/v`, [`it's "it" <x>`]],
    ['a token alone', 'https://ghp_abc123@github.com/x/y.git', ['ghp_abc123']],
    [
      'one of a JDBC URL',
      'jdbc:mysql://db/x?user=fred&password=s3cr%26t',
      ['fred', 's3cr%26t', 's3cr&t'],
    ],
    ['one of several hosts', 'mongodb://u1:pw12@h1,h2:27017/x?replicaSet=r@s', ['u1', 'pw12']],
    ['Go MySQL', 'app:p@s:s/w0rd@tcp(db:3306)/shop?parseTime=true', ['app', 'p@s:s/w0rd']],
    ['Go MySQL, by a socket', 'app:sec@ret@unix(/tmp/my.sock)/db', ['app', 'sec@ret']],
    ['Go MySQL, without a host', 'app:sec@ret@/db', ['app', 'sec@ret']],
    ['Go MySQL, an unencoded path', 'app:s3@tcp(db)/x?loc=Europe/Berlin', ['app', 's3']],
    ['libpq', 'host=db user=app password=s3cret dbname=x', ['app', 's3cret']],
    [
      'libpq, quoted',
      raw`host=db password='it\'s s3cret' user=app`,
      [raw`it\'s s3cret`, "it's s3cret"],
    ],
    ['ADO.NET', 'Server=db;User Id=app;Password=a b=c&d;Encrypt=true', ['app', 'a b=c&d']],
    ['ADO.NET, quoted', 'Server=db;Pwd="a;b""c";Uid=app', ['a;b""c', 'a;b"c', 'app']],
    ['ODBC', 'Driver={PostgreSQL};PWD={a;}}b};', ['a;}b']],
    ['Azure', 'AccountName=x;AccountKey=abc123==;EndpointSuffix=y', ['abc123==']],
    ['lines', 'first line\r\n  second line \nthird', ['first line', 'second line', 'third']],
    ['KEY=value', "A=one\nexport B=\"two\\\" x\"\nC='it''s'", ['one', 'two" x', "it's"]],
    ['values with comments', 'A: one # a comment\nB = two ; another', ['one', 'two']],
    ['a DSN in a line', 'X=1\nURL=postgres://u:pw@db/x', ['postgres://u:pw@db/x', 'pw']],
    ['JSON', '{"a":{"b":["x1",{"c":"postgres://u:pw@db"}]},"n":42}', ['x1', 'pw', '42']],
    ['large numbers of JSON', '{"n":12345678901234567890}', ['12345678901234567890']],
    ['JSON in JSON', JSON.stringify({ a: JSON.stringify({ b: 'inner' }) }), ['inner']],
    [
      'YAML',
      'a:\n  b: "x\\ty"\n  c: |\n    one\n    two\nd: [e, 5]',
      ['x\ty', 'one', 'two', 'e', '5'],
    ],
    ['.npmrc', '//registry.npmjs.org/:_authToken=npm_abc', ['npm_abc']],
    ['.netrc', 'machine h login me-me password s3cret!x', ['me-me', 's3cret!x']],
    ['.pgpass', raw`*:5432:*:app:pa\:ss`, ['app', raw`pa\:ss`, 'pa:ss']],
    ['an authorization', 'Basic dXNlcjpzM2NyZXQx', ['dXNlcjpzM2NyZXQx', 's3cret1']],
    [
      'an image pull Secret',
      DOCKER,
      ['cm9ib3QtdXNlcjpwYXNzOndvcmQx', 'pass:word1', 'hunter-2-3', 'eyJhbGciOi'],
    ],
    ['an old image pull Secret', '{"r.example":{"auth":"dTpwYXNzd2Q="}}', ['passwd']],
    ['a key', PEM.join('\n'), ['MIIEvQIBADAN', 'VJTUt9Us8cK=', 'MIIEvQIBADANVJTUt9Us8cK=']],
  ] as const)('%s', (_title, value, parts) => {
    expect(partsOf(value)[0]).toBe(value);
    expect(partsOf(value)).toEqual(expect.arrayContaining([...parts]));
  });

  it.each([
    ['headers of PEM', PEM.join('\n'), /^-----BEGIN [A-Z ]+-----$/],
    ['a registry, a user, an address', DOCKER, /^(robot-user|registry\.example|me@example\.com)$/],
    ['white space', 'a\n\n  \n\tb', /^\s*$/],
    ['the options of a DSN', 'app:s3@tcp(db)/x?parseTime=true', /^true$/],
  ])('are not %s', (_title, value, other) => {
    expect(partsOf(value).filter((part) => other.test(part))).toEqual([]);
  });

  it('are 2,000 at most, the whole and the values before the lines', () => {
    const lines = Array.from({ length: 3_000 }, (_, at) => `KEY_${String(at)}=value-${String(at)}`);
    const value = lines.join('\n');
    const parts = partsOf(value);
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
    expect(partsOf(['a0: &a0 [deep-leaf]', ...aliases].join('\n'))).toContain('deep-leaf');
  });
});

it('an entry with an `auth` of its own is no login of a registry: all in it counts', () => {
  expect(partsOf(SMTP)).toContain('S3cr3tPassw0rd!');
  expect(partsOf(`{"auths":{"r":{"auth":"cm9ib3Q6cGFzcw=="}},"token":"Tr0ub4dor"}`)).toContain(
    'Tr0ub4dor',
  );
});
