import { expect, it } from '@jest/globals';
import { warnOfUndecrypted } from '../../../src/helm/release-values.js';

const ENC = 'ENC[AES256_GCM,data:x,iv:x,tag:x,type:str]';

it.each([
  ['a value of sops', { db: { password: ENC } }, '"db.password"'],
  ['a reference of vals', { keys: ['ref+vault://secret/app#key'] }, '"keys[0]"'],
  ['both', { a: ENC, b: 'ref+echo://xy' }, '"a", "b"'],
])('%s that was deployed as text is told by its key', (_what, config, keys) => {
  expect(warnOfUndecrypted(JSON.stringify({ config }))).toBe(
    `Values that were not decrypted are deployed as they are: ${keys}. Encrypt them again, or use the backend that resolves them.`,
  );
});

it.each([
  ['values in clear', { config: { password: 'hunter2' } }],
  ['no values', {}],
  ['no values, and the words elsewhere', { manifest: `a: ${ENC}`, chart: 'ref+echo://xy' }],
])('of %s nothing is said', (_what, record) => {
  expect(warnOfUndecrypted(JSON.stringify(record))).toBeUndefined();
});
