import { basicPassword } from './login-parts.js';

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
/** libpq, ADO.NET, JDBC, Azure: `password=…`, with whatever stands before it. */
const NAMED =
  /(?:^|[\s;?&,{("'])(?:password|passwd|pwd|pass|passphrase|sslpassword|user(?:[ _-]?(?:name|id))?|uid|usr|secret|token|(?:account|access|sharedaccess|api|secret)[ _-]?key)\s*=\s*/gi;
/** .netrc: `machine … login … password …`. */
const NETRC = /\b(?:login|password|account)\s+(\S+)/g;
const AUTHORIZATION = /^(?:bearer|basic|token)\s+(\S+)$/i;
/** .pgpass: `host:port:database:user:password`, where `\` stands before a colon or itself. */
const PGPASS = /^(?:(?:[^\s:\\]|\\.)*:){3}((?:[^\s:\\]|\\.)+):((?:[^:\\]|\\.)+)$/;

/** Users and passwords in URLs, DSNs, connection strings and lines of password files, percent-decoded too. */
export function connectionParts(text: string): readonly string[] {
  if (text.length > LONGEST_DSN || /[\r\n]/.test(text)) return [];
  return [...inUrls(text), ...inDsn(text), ...named(text), ...inFiles(text)].flatMap((part) => {
    const decoded = decode(part);
    return decoded === part ? [part] : [part, decoded];
  });
}

function inUrls(text: string): readonly string[] {
  const rests = [...text.matchAll(URL_REST)].map(([, rest]) => rest ?? '');
  const whole = WHOLE_URL.exec(text)?.[1];
  return [...rests, ...(whole === undefined ? [] : [whole])].flatMap((rest) => {
    // An unencoded password may hold `/`, `?` and `#`, and what follows the host an `@`: each may be what was meant.
    const authority = /^[^/?#]*/.exec(rest)?.[0] ?? '';
    const ends = [authority, /^[^?]*/.exec(rest)?.[0] ?? '', rest];
    return ends.flatMap((end) => splitUser(end.slice(0, Math.max(0, end.lastIndexOf('@')))));
  });
}

function splitUser(login: string): readonly string[] {
  const colon = login.indexOf(':');
  return colon === -1 ? [login] : [login.slice(0, colon), login.slice(colon + 1)];
}

function inDsn(text: string): readonly string[] {
  return [GO_MYSQL, GO_MYSQL_PROTOCOL].flatMap((form) => form.exec(text)?.slice(1) ?? []);
}

function named(text: string): readonly string[] {
  return [...text.matchAll(NAMED)].flatMap(({ index, 0: key }) => {
    const rest = text.slice(index + key.length);
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
  });
}

function inFiles(text: string): readonly string[] {
  const authorization = AUTHORIZATION.exec(text)?.[1];
  const netrc = /\bpassword\s/.test(text) ? [...text.matchAll(NETRC)] : [];
  const pgpass = PGPASS.exec(text)?.slice(1) ?? [];
  return [
    ...(authorization === undefined ? [] : [authorization, ...basicPassword(authorization)]),
    ...netrc.map(([, part]) => part ?? ''),
    ...pgpass.flatMap((part) => [part, part.replaceAll(/\\(.)/gs, '$1')]),
  ];
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
