import { describe, expect, it } from '@jest/globals';
import { SecretMasker } from '../../../src/secrets/secret-masker.js';

const { raw } = String;
const PEM_BODY = ['MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw', 'VJTUt9Us8cKjMzEfYiMiMTM1kA0Zx8Qw'];

/** What a Secret may hold, by its key, and the text that nobody is to read. */
const SECRETS: readonly (readonly [key: string, value: string, secret: string])[] = [
  ['password', 'Tr0ub4dor&3', 'Tr0ub4dor&3'],
  ['password', `S3cr3t/p@ss "w'rd+#1`, `S3cr3t/p@ss "w'rd+#1`],
  ['password', 'pässwörd-größe', 'pässwörd-größe'],
  ['password', 'correct horse battery', 'correct horse battery'],
  ['DB_PASSWORD', 'main-db.example.com', 'main-db.example.com'],
  ['value', 'Xk29-fJq8-Lm31', 'Xk29-fJq8-Lm31'],
  ['api-key', '9f86d081884c7d659a2feaa0c55ad015', '9f86d081884c7d659a2feaa0c55ad015'],
  ['AWS_SECRET_ACCESS_KEY', 'wJalrXUtnFEMI/K7MDENG/bPxRfi', 'wJalrXUtnFEMI/K7MDENG/bPxRfi'],
  ['token', 'ghp_16C7e42F292c6912E7710c838347', 'ghp_16C7e42F292c6912E7710c838347'],
  ['uuid', '3f2504e0-4f89-41d3-9a0c-0305e82c3301', '3f2504e0-4f89-41d3-9a0c-0305e82c3301'],
  ['DATABASE_URL', 'postgres://app:Zq8-kL2mP@db:5432/shop', 'Zq8-kL2mP'],
  ['CONN', 'host=db user=app password=Zq8-kL2mP dbname=x', 'Zq8-kL2mP'],
  ['GOOSE_DBSTRING', 'app:Zq8-kL2mP@tcp(db:3306)/shop', 'Zq8-kL2mP'],
  ['.env', 'DB_HOST=db\nDB_PASSWORD="Zq8-kL2mP"\n', 'Zq8-kL2mP'],
  ['config.json', '{"db":{"user":"app","password":"Zq8-kL2mP"}}', 'Zq8-kL2mP'],
  ['config.yaml', 'db:\n  user: app\n  password: Zq8-kL2mP\n', 'Zq8-kL2mP'],
  [
    'tls.key',
    ['-----BEGIN PRIVATE KEY-----', ...PEM_BODY, '-----END PRIVATE KEY-----'].join('\n'),
    PEM_BODY[0] ?? '',
  ],
];

const base64 = (text: string) => Buffer.from(text).toString('base64');
const hex = (text: string) => Buffer.from(text).toString('hex');
const percent = (text: string) =>
  Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
const unicode = (text: string) =>
  text.replaceAll(/[^ -~]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
const goJson = (value: unknown) =>
  JSON.stringify(value).replaceAll(/[<>&]/g, (one) => `\\u00${hex(one)}`);
const html = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

/** Ways in which a program prints it. */
const FORMS: Readonly<Record<string, (secret: string) => string>> = {
  'as it is': (secret) => secret,
  'within words': (secret) => `user=app password=${secret} failed`,
  'in quotes': (secret) => `access denied for '${secret}'`,
  'in a variable of a trace': (secret) => `+ export DB_PASSWORD=${secret}`,
  'as an option': (secret) => `mysql -uapp -p${secret} shop`,
  'in a URL': (secret) => `postgres://app:${secret}@db/x`,
  'in a DSN of Go': (secret) => `app:${secret}@tcp(db)/x`,
  'in a Go error': (secret) => `parse "redis://:${secret}@h": invalid`,
  'as JSON': (secret) => JSON.stringify({ password: secret }),
  'as JSON in JSON': (secret) => JSON.stringify(JSON.stringify({ password: secret })),
  'as ASCII JSON': (secret) => unicode(JSON.stringify({ password: secret })),
  'as YAML': (secret) => `password: '${secret.replaceAll("'", "''")}'`,
  'quoted for a shell': (secret) => `'${secret.replaceAll("'", raw`'\''`)}'`,
  'quoted by printf %q': (secret) => secret.replaceAll(/[^\w/.,:@%+=#\u0080-\uffff-]/g, '\\$&'),
  'quoted for SQL': (secret) => `IDENTIFIED BY '${secret.replaceAll("'", "''")}'`,
  'as HTML': html,
  'percent-encoded': percent,
  'percent-encoded in capitals': (secret) => percent(secret).toUpperCase(),
  'as encodeURIComponent has it': encodeURIComponent,
  'as a form': (secret) => new URLSearchParams({ p: secret }).toString(),
  'as base64': base64,
  'as base64 without padding': (secret) => base64(secret).replaceAll('=', ''),
  'as base64url': (secret) => Buffer.from(secret).toString('base64url'),
  'as base64 with a line break in it': (secret) => base64(`${secret}\n`),
  'as Basic authorization': (secret) => `Authorization: Basic ${base64(`app:${secret}`)}`,
  'as base64 within longer text, 1': (secret) => base64(`x${secret}`),
  'as base64 within longer text, 2': (secret) => base64(`xy${secret}yz`),
  'as hexadecimal': hex,
  'as hexadecimal in capitals': (secret) => hex(secret).toUpperCase(),
  twice: (secret) => `${secret}${secret}`,
  'with colours around': (secret) => `\u001b[31m${secret}\u001b[0m`,
  'with a colour within': (secret) => `${secret.slice(0, 4)}\u001b[31m${secret.slice(4)}`,
  'at the end of a sentence': (secret) => `It is ${secret}.`,
  'in capitals': (secret) => `REJECTED: ${secret.toUpperCase()}`,
  'as JSON of Go in JSON': (secret) => JSON.stringify(goJson({ password: secret })),
  'in brackets': (secret) => `map[password:${secret}]`,
  'in a stack trace': (secret) =>
    `    at connect(db.js:1) {"args":["${JSON.stringify(secret).slice(1, -1)}"]}`,
};

/** In which of the forms a text still shows the secret, or all of it but 5 characters. */
function isShown(text: string, secret: string): boolean {
  const plain = text.replaceAll(/\u001b\[[\d;]*m/g, '');
  return [secret, base64(secret).slice(0, -5), hex(secret), percent(secret)].some((form) =>
    plain.toLowerCase().includes(form.toLowerCase()),
  );
}

describe('every secret, in every form', () => {
  it.each(SECRETS)('%s: %j', (name, value, secret) => {
    const none = () => undefined;
    const masker = new SecretMasker({ mask: none, warn: none, pause: () => Promise.resolve() });
    masker.add([{ origin: 'o', name, value }]);
    const shown = Object.entries(FORMS).flatMap(([form, print]) => {
      const text = print(secret);
      const redacted = masker.redact(text);
      return redacted.includes('***') && !isShown(redacted, secret) ? [] : [`${form}: ${redacted}`];
    });
    expect(shown).toEqual([]);
  });

  it('is 17 secrets and 37 forms', () => {
    expect([SECRETS.length, Object.keys(FORMS).length]).toEqual([17, 37]);
  });
});
