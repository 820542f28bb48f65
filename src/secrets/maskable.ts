const SHORTEST = 6;
const SHORTEST_NUMBER = 8;
const SHORTEST_WORD = 8;
const PEM_HEADER = /^-----(?:BEGIN|END) [A-Z0-9 ]+-----$/;
const NUMBER = /^[+-]?[\d.,_]+$/;
/** A date, alone or with its time: every log has them. */
const DATE = /^\d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?$/;
/**
 * What a line of configuration or SQL ends with, and a line that sets something: `server:`, `COMMIT;`, `port: 8080`.
 */
const PUNCTUATION: ReadonlySet<string> = new Set(':;,{}[]()');
const SETTING = /^["']?[\w.-]+["']?:\s+(.*)$/s;
const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|0\.0\.0\.0|(?:0:){7}[01]|::1?)(?::\d+)?$/;

/** What logs and configuration are made of, in lower case: shorter words need no list. */
const COMMON: ReadonlySet<string> = new Set(
  `
  administrator application applied-before applied-now authorization cancelled certificate
  cluster.local completed configmap configuration connected connecting connection connections
  constraint container continue database datetime december deploy-failed deployed deployment
  development directory disabled endpoint environment eu-central-1 eu-west-1 exception executed
  executing execution february finished function hook-failed hook-running host.docker.internal
  hostname information_schema internal ip6-localhost kube-system kubernetes latin1_swedish_ci
  localhost localhost.localdomain memcached metadata migrated migrating migration migrations
  monitoring mysql_native_password namespace not-seen november operation operator passphrase password
  passwords permission post-install post-upgrade postgres postgresql pre-install pre-upgrade
  prefer-standby primary_key processing production protocol provider rabbitmq read-only read-write
  read_only read_write readonly received reference replication repository required resource response
  rollback rolled-back saturday scheduled schema_migrations scram-sha-256 september sequence
  serializable service_account serviceaccount services skip-verify skip_verify sql-migrate sqlserver
  ssl-mode ssl_mode standard starting statement succeeded successful superuser svc.cluster.local
  terminating thursday timestamp transaction unauthorized unchanged upgraded upgrading us-east-1
  us-west-2 user-name user_name username utf8_general_ci utf8mb3 utf8mb4 utf8mb4_0900_ai_ci
  utf8mb4_bin utf8mb4_general_ci utf8mb4_unicode_ci validate validating verify-ca verify-full
  verify-identity verify_ca verify_full verify_identity warnings wednesday workload workspace
  `.match(/\S+/g),
);

/**
 * Whether hiding a text would leave the log readable: it has 6 characters or more, is not a common word, no short
 * number, no PEM header, no date, no address of this host, no line of configuration that says nothing else, and nothing
 * that is within one of `words`, the log's own words. Fewer than 8 letters of one case are taken for a word or a name,
 * such as `orders`: as a password they would be guessed anyway, and as the name of a database or user they are in every
 * other line.
 */
export function isMaskable(text: string, words: ReadonlySet<string>): boolean {
  const trimmed = text.trim();
  const bare = trimmed.slice(0, findEnd(trimmed));
  const value = SETTING.exec(trimmed)?.[1];
  if (value !== undefined && !isMaskable(value, words)) return false;
  if (Array.from(bare).length < SHORTEST || isNoSecret(bare)) return false;
  if (NUMBER.test(bare)) return bare.replaceAll(/\D/g, '').length >= SHORTEST_NUMBER;
  if (bare.length < SHORTEST_WORD && /^(?:[a-z]+|[A-Z]+|[A-Z][a-z]+)$/.test(bare)) return false;
  const lower = bare.toLowerCase();
  return !COMMON.has(lower) && ![...words].some((word) => word.toLowerCase().includes(lower));
}

/** Where the punctuation begins that the text ends with. */
function findEnd(text: string): number {
  let end = text.length;
  while (end > 0 && PUNCTUATION.has(text.charAt(end - 1))) end--;
  return end;
}

function isNoSecret(text: string): boolean {
  return [PEM_HEADER, LOOPBACK, DATE].some((form) => form.test(text));
}
