import { expect, it } from '@jest/globals';
import { listSecretVariables } from '../../../src/secrets/variables.js';

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
