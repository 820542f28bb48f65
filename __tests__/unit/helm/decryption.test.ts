import { expect, it } from '@jest/globals';
import { explainSops } from '../../../src/helm/decryption.js';

const TREE = 'Error decrypting tree: Error walking tree: ';
const AES = `${TREE}Could not decrypt value: `;

// What sops 3.13.3 writes to stderr.
it.each([
  [
    'with another key',
    'Failed to get the data key required to decrypt the SOPS file.\n\nGroup 0: FAILED\n',
    'none of the keys that the step has opens it. It is encrypted for age: age1x.',
    /^Give the step one of these keys/,
  ],
  [
    'with a line that was added by hand',
    `${AES}Input string hunter22 does not match sops' data format\n`,
    'it was changed after it was encrypted, and not with sops.',
    /sops edit/,
  ],
  [
    'with a number that was added by hand',
    `${TREE}Expected encrypted value as string, but got int\n`,
    'it was changed after it was encrypted, and not with sops.',
    /sops edit/,
  ],
  [
    'with a key that was added by hand and is a number',
    `${TREE}Tree contains a non-string key (type int): %!s(int=5). Only string keys are supported\n`,
    'it was changed after it was encrypted, and not with sops.',
    /sops edit/,
  ],
  [
    'with an encrypted value that was cut by hand',
    `${AES}Error base64-decoding data: illegal base64 data at input byte 0\n`,
    'it was changed after it was encrypted, and not with sops.',
    /sops edit/,
  ],
  [
    'with a value that was changed by hand',
    `${AES}Could not decrypt with AES_GCM: cipher: message authentication failed\n`,
    'it was changed after it was encrypted, and not with sops.',
    /sops edit/,
  ],
  [
    'without its MAC',
    'MAC mismatch. File has no MAC, computed 07E3BAC3\n',
    'it was changed after it was encrypted, and not with sops.',
    /sops edit/,
  ],
  [
    'with a MAC of another time',
    'Cannot decrypt MAC: Could not decrypt with AES_GCM: cipher: message authentication failed\n',
    'it was changed after it was encrypted, and not with sops.',
    /sops edit/,
  ],
  [
    'that is cut off',
    'parsing time "" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "2006"\n',
    'it is not complete, or not valid YAML.',
    /Merge conflict markers/,
  ],
  [
    'with merge markers',
    "yaml: line 4: could not find expected ':'\n",
    'it is not complete, or not valid YAML.',
    /Merge conflict markers/,
  ],
  ['that nobody has seen yet', 'something new\n', 'sops reports an error.', /sops decrypt/],
])('a file %s', (_title, stderr, what, hint) => {
  const error = explainSops('/work/secrets.yaml', ['age: age1x'], stderr);
  expect(error.message).toBe(`Input "values": sops cannot decrypt "/work/secrets.yaml": ${what}`);
  expect(error.hint).toMatch(hint);
  expect(`${error.message}${error.hint}`).not.toContain('hunter22');
  expect(error.code).toBe('decryption-failed');
});
