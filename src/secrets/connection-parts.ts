import { basicPassword } from './login-parts.js';
import { looksOpen } from './open-values.js';

/** Longer texts are looked at line by line. */
const LONGEST_DSN = 8_192;
const URL_REST = /:\/\/([^\s"'<>`]+)/g;
const WHOLE_URL = /^[a-z][a-z\d+.-]{0,40}:(?:[a-z\d+.-]{1,40}:)?\/\/(.*)$/i;
/**
 * `[user[:password]@][protocol[(address)]]/database`: up to the last `@` before the last `/`.
 * https://github.com/go-sql-driver/mysql/blob/v1.9.3/dsn.go
 */
const GO_MYSQL = /^([^:@/\s]+):(.*)@(?:[a-z]\w*)?(?:\([^()]*\))?\/[^/]*$/is;
/** The same where `/` within the parameters is not encoded. */
const GO_MYSQL_PROTOCOL = /^([^:@/\s]+):(.*)@(?:tcp6?|unix|udp)\(/is;
/** Oracle's: `user/password@//host:port/service`, with a port or `//`: `org/name@v4` is something else. */
const ORACLE = /(?:^|:)([\w$#.-]+)\/([^\s/@]+)@(?:\/\/[\w.-]+|[\w.-]+:\d+)(?:[:/][\w.-]*)*$/;
/** libpq, ADO.NET, JDBC, Azure: `password=…`, with whatever stands before it. */
const NAMED =
  /(?:^|[\s;?&,{("'])(?:password|passwd|pwd|pass|passphrase|sslpassword|user(?:[ _-]?(?:name|id))?|uid|usr|secret|token|(?:account|access|sharedaccess|api|secret)[ _-]?key)\s*=\s*/gi;
/** .netrc: `machine … login … password …`. */
const NETRC = /\b(login|password|account)\s+(\S+)/g;
const AUTHORIZATION = /^(?:bearer|basic|token)\s+(\S+)$/i;
/** .pgpass: `host:port:database:user:password`, where `\` stands before a colon or itself. */
const PGPASS =
  /^(?:[^\s:\\]|\\.)*:(?:\d+|\*):(?:[^\s:\\]|\\.)*:((?:[^\s:\\]|\\.)+):((?:[^:\\]|\\.)+)$/;

/** What a connection text holds, percent-decoded too. */
export interface ConnectionParts {
  /** Passwords, and what stands alone in their place and does not look like a name: a token. */
  readonly secrets: readonly string[];
  /** Names of users that have a password beside them: no secrets by themselves. */
  readonly users: readonly string[];
}

const NONE: ConnectionParts = { secrets: [], users: [] };

/** Users and passwords in URLs, DSNs, connection strings and lines of password files. */
export function connectionParts(text: string): ConnectionParts {
  if (text.length > LONGEST_DSN || /[\r\n]/.test(text)) return NONE;
  const found = [...inUrls(text), ...inDsn(text), named(text), ...inFiles(text)];
  return {
    secrets: withDecoded(found.flatMap(({ secrets }) => secrets)),
    users: withDecoded(found.flatMap(({ users }) => users)),
  };
}

function withDecoded(parts: readonly string[]): readonly string[] {
  return parts.flatMap((part) => {
    const decoded = decode(part);
    return decoded === part ? [part] : [part, decoded];
  });
}

function inUrls(text: string): readonly ConnectionParts[] {
  const rests = [...text.matchAll(URL_REST)].map(([, rest]) => rest ?? '');
  const whole = WHOLE_URL.exec(text)?.[1];
  return [...rests, ...(whole === undefined ? [] : [whole])].flatMap((rest) => {
    // An unencoded password may hold `/`, `?` and `#`, and what follows the host an `@`: each may be what was meant.
    const authority = /^[^/?#]*/.exec(rest)?.[0] ?? '';
    const ends = [authority, /^[^?]*/.exec(rest)?.[0] ?? '', rest];
    return ends.map((end) => splitUser(end.slice(0, Math.max(0, end.lastIndexOf('@')))));
  });
}

/** Alone it may be a token (`https://token@host`), or a user whose password stands elsewhere. */
function splitUser(login: string): ConnectionParts {
  const colon = login.indexOf(':');
  if (colon === -1) return { secrets: looksOpen(login) ? [] : [login], users: [] };
  return { secrets: [login.slice(colon + 1)], users: [login.slice(0, colon)] };
}

function inDsn(text: string): readonly ConnectionParts[] {
  return [GO_MYSQL, GO_MYSQL_PROTOCOL, ORACLE].map((form) => {
    const [, user, password] = form.exec(text) ?? [];
    return user === undefined || password === undefined
      ? NONE
      : { secrets: [password], users: [user] };
  });
}

function named(text: string): ConnectionParts {
  const settings = [...text.matchAll(NAMED)].map(({ index, 0: key }) => ({
    isUser: /user|uid|usr/i.test(key),
    values: valuesIn(text.slice(index + key.length)),
  }));
  return {
    secrets: settings.flatMap(({ isUser, values }) => (isUser ? [] : values)),
    users: settings.flatMap(({ isUser, values }) => (isUser ? values : [])),
  };
}

/** What a setting may have as its value, by the rules of each who reads such texts. */
function valuesIn(rest: string): readonly string[] {
  const quoted =
    /^'((?:[^'\\]|\\.|'')*)'/s.exec(rest)?.[1] ?? /^"((?:[^"\\]|\\.|"")*)"/s.exec(rest)?.[1];
  if (quoted !== undefined)
    return [quoted, quoted.replaceAll(/\\(.)/gs, '$1'), quoted.replaceAll(/(['"])\1/g, '$1')];
  const braced = /^\{((?:[^}]|\}\})*)\}/s.exec(rest)?.[1];
  if (braced !== undefined) return [braced, braced.replaceAll('}}', '}')];
  // Which of these ends a value depends on who reads it.
  const ends = [/^[^;]+(?=;)/, /^[^&]+(?=&)/, /^\S+/, /^[^\s;&]+/];
  const values = ends.flatMap((end) => end.exec(rest)?.[0].trim() ?? []);
  return values.flatMap((value) => [value, value.replaceAll(/\\(.)/gs, '$1')]);
}

function inFiles(text: string): readonly ConnectionParts[] {
  const authorization = AUTHORIZATION.exec(text)?.[1];
  const netrc = /\bpassword\s/.test(text) ? [...text.matchAll(NETRC)] : [];
  const [, user, password] = PGPASS.exec(text) ?? [];
  const unescaped = (part: string) => [part, part.replaceAll(/\\(.)/gs, '$1')];
  return [
    authorization === undefined
      ? NONE
      : { secrets: [authorization, ...basicPassword(authorization)], users: [] },
    ...netrc.map(([, key, part = '']) =>
      key === 'login' ? { secrets: [], users: [part] } : { secrets: [part], users: [] },
    ),
    user === undefined || password === undefined
      ? NONE
      : { secrets: unescaped(password), users: unescaped(user) },
  ];
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
