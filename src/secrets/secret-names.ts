/** A word that says that the value is a secret. */
const SECRET_WORD = /^(?:PASS|REQUIREPASS|PGPASS|PW|BINDPW|PAT|CREDENTIALS?|CREDS|DSN|WEBHOOK)$/;
/** The same where it ends a longer one: `PGPASSWORD`, `clientsecret`. */
const SECRET_END =
  /(?:PASSWORDS?|PASSWD|PASSPHRASES?|PASSCODES?|PWD|SECRETS?|TOKENS?|SECRETKEYBASE)$/;
/** The same only where it comes last: `ADMIN_PIN`, but not `PIN_VERSION`. */
const SECRET_LAST = /^(?:PIN|PSK|OTP|SALT|PEPPER|MNEMONIC|BEARER)$/;
/** The same of two words. */
const SECRET_PAIR =
  /(?:^|_)(?:(?:API|ACCESS|AGE|PRIVATE|SECRET|SIGNING|ENCRYPTION|JWT|MASTER|FERNET|SESSION|SHARED|ACCOUNT|SSH|HMAC|AES|RSA|DEPLOY|LICENSE|CLIENT|TLS|APP)_?KEYS?(?:_BASE|_DATA)?|CONNECTION_STRING|REDISCLI_AUTH)(?:_\d+)?$/;
/** What a name with such a word ends in where the value only tells of a secret: `PASSWORD_FILE`, `TOKEN_URL`. */
const ABOUT =
  /^(?:FILE|FILENAME|PATH|DIR|NAME|URL|URI|HOST|ENDPOINT|ID|TYPE|TTL|LENGTH|MIN|MAX|POLICY|EXPIRY|EXPIRES|EXPIRATION|ALGORITHM|ISSUER|AUDIENCE|HEADER|ENABLED|REQUIRED|BACKEND|PROVIDER|NAMESPACE|REF|COUNT|TIMEOUT|VERSION)$/;
/** What stands before such a word where the value is the name of an object, or a switch: `existingSecret`. */
const NAMES_ONE =
  /^(?:EXISTING|CREATE|USE|ENABLE|DISABLE|IS|HAS)_|(?:^|_)(?:(?:PULL|CERTS?|CERTIFICATES?|CA|TLS|CONFIG|SCRIPTS)_SECRETS?|SECRET_REFS?|PASSWORD_KEYS?)$/;
/** What a name ends in whose value stands openly elsewhere: in a Pod's spec, in a line of the log. */
const OPEN_WORD =
  /^(?:HOST|HOSTNAME|HOSTS|SERVER|SERVERS|PORT|ADDRESS|ADDR|ENDPOINT|ENDPOINTS|REGION|ZONE|BUCKET|DATABASE|DBNAME|DB|NAME|USER|USERNAME|EMAIL|MAIL|IMAGE|REPOSITORY|REGISTRY|TAG|VERSION|PATH|DIR|FILE|FILENAME|DOMAIN|SCHEMA|PROTOCOL|SCHEME|MODE|SSLMODE|LEVEL|ENV|ENVIRONMENT|TYPE|KIND|ENABLED|TZ|TIMEZONE|LOCALE|CHARSET|DRIVER|DIALECT|TTL|TIMEOUT|NAMESPACE|COMMIT|SHA|REVISION|ID)$/;

/** The words of a name in capitals: `dbPassword`, `db-password` and `DB_PASSWORD` are the same. */
function wordsOf(name: string): readonly string[] {
  return name
    .slice(0, 256)
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .split(/[^A-Z\d]+/)
    .filter((word) => word !== '');
}

/**
 * Whether a variable or a key of this name holds a secret in all likelihood; what ends in `_FILE` or the like does not.
 */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  const whole = words.join('_');
  if (NAMES_ONE.test(whole)) return false;
  if (SECRET_PAIR.test(whole)) return true;
  const last = words.at(-1) ?? '';
  if (SECRET_LAST.test(last)) return true;
  return !ABOUT.test(last) && words.map(withoutNumber).some(isSecretWord);
}

/** Whether its value stands openly elsewhere: a host, a user, an image, a version. */
export function isOpenName(name: string): boolean {
  return !isSecretName(name) && OPEN_WORD.test(withoutNumber(wordsOf(name).at(-1) ?? ''));
}

function isSecretWord(word: string): boolean {
  return SECRET_WORD.test(word) || SECRET_END.test(word);
}

function withoutNumber(word: string): string {
  return word.replace(/\d+$/, '');
}
