import { expect, it } from '@jest/globals';
import { markNames } from '../../../src/report/names.js';

/** Code in brackets. */
const tell = (sentence: string, names: readonly string[]) =>
  markNames(sentence, names)
    .map((part) => {
      if (typeof part === 'string') return part;
      return part.kind === 'code' ? `[${part.text}]` : part.kind;
    })
    .join('');

it.each([
  ['a name', 'Job shop/app failed.', ['shop/app'], 'Job [shop/app] failed.'],
  ['each time', 'a/b and a/b', ['a/b'], '[a/b] and [a/b]'],
  [
    'not within a longer one',
    'shop/app-two and shop/app',
    ['shop/app'],
    'shop/app-two and [shop/app]',
  ],
  ['the longest first', 'shop/app-two', ['shop/app', 'shop/app-two'], '[shop/app-two]'],
  ['no name in a name', 'error: a/b is bad', ['a/b', 'error: a/b is bad'], '[error: a/b is bad]'],
  ['no letter', 'a banana', ['a', ''], 'a banana'],
  ['a command', 'Run: helm rollback -- app 1', ['app'], 'Run: [helm rollback -- app 1]'],
  [
    'a command in the middle',
    'See it: kubectl get pods. Then go on.',
    [],
    'See it: [kubectl get pods]. Then go on.',
  ],
  ['no command', 'Check helm status and go on.', [], 'Check helm status and go on.'],
] as const)('marks %s', (_title, sentence, names, expected) => {
  expect(tell(sentence, names)).toBe(expected);
});
