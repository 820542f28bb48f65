import { expect, it } from '@jest/globals';
import { listSecretArguments, listSecretVariables } from '../../../src/secrets/variables.js';

it.each([
  ['GITHUB_TOKEN', 'ghs_1', true],
  ['ACTIONS_RUNTIME_TOKEN', 'ey', true],
  ['SOPS_AGE_KEY', 'AGE-SECRET-KEY-1', true],
  ['AWS_SECRET_ACCESS_KEY', 'x', true],
  ['DB_PASSWORD', 'x', true],
  ['SMTP_PASS', 'x', true],
  ['MYSQL_PWD', 'x', true],
  ['DJANGO_SECRET_KEY', 'x', true],
  ['JWT_KEY', 'x', true],
  ['db_password', 'x', true],
  ['PGPASSWORD', 'x', true],
  ['rootpassword', 'x', true],
  ['mysqlpwd', 'x', true],
  ['clientsecret', 'x', true],
  ['REDISCLI_AUTH', 'x', true],
  ['SECRETKEYBASE', 'x', true],
  ['ADMIN_PIN', 'x', true],
  ['WALLET_MNEMONIC', 'x', true],
  ['hash-salt', 'x', true],
  ['existingSecret', 'shop-db', false],
  ['existingSecretPasswordKey', 'password', false],
  ['adminPasswordKey', 'password', false],
  ['imagePullSecrets', 'regcred', false],
  ['createSecret', 'true', false],
  ['certificatesSecret', 'shop-certs', false],
  ['apiKeySecretRef', 'shop-deepl', false],
  ['COMPASS', 'north', false],
  ['PIN_VERSION', '1.2', false],
  ['DATABASE_URL', 'mysql://a:b@c', true],
  ['HELM_DRIVER_SQL_CONNECTION_STRING', 'host=db password=x', true],
  ['HTTPS_PROXY', 'http://me:pass@proxy:3128', true],
  ['HTTPS_PROXY', 'http://proxy:3128', false],
  ['VAULT_TOKEN', '', false],
  ['SOPS_AGE_KEY_FILE', 'key.txt', false],
  ['INPUT_HELM-SECRETS-VERSION', '4.7.7', false],
  ['GOOGLE_APPLICATION_CREDENTIALS', '/tmp/key.json', false],
  ['PATH', '/bin', false],
  ['GITHUB_REPOSITORY', 'a/b', false],
])('$%s=%s', (name, value, isSecret) => {
  const found = listSecretVariables([[name, value]]);
  expect(found).toEqual(isSecret ? [{ origin: `$${name}`, name, value }] : []);
});

it.each([
  [['--password=hunter22'], ['hunter22']],
  [['migrate', '-database', 'postgres://u:hunter22@db/x', 'up'], ['postgres://u:hunter22@db/x']],
  [['--token', 'hunter22', '--verbose'], ['hunter22']],
  [['sh', '-c', 'PGPASSWORD=hunter22 psql'], ['PGPASSWORD=hunter22 psql']],
  [['sh', '-c', 'PGPASSWORD=$DB_PASSWORD psql "password=$(cat /x)"'], []],
  [['--password-file', '/x', '--token=$(TOKEN)', 'up'], []],
])('arguments %j', (args, expected) => {
  expect(listSecretArguments(args).map(({ value }) => value)).toEqual(expected);
});
