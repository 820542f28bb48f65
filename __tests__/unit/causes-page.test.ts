import { expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { readFileSync } from 'node:fs';

const read = (path: string) => readFileSync(path, 'utf8');

it('the causes are the same in the code, on their page and in action.yml', () => {
  const code = [...read('src/diagnosis/cause.ts').matchAll(/^ {2}\| '([\w-]+)'/gm)].map(
    ([, it]) => it,
  );
  const page = [...read('docs/causes.md').matchAll(/^\| `([\w-]+)`/gm)].map(([, it]) => it);
  const { outputs } = load(read('action.yml')) as {
    readonly outputs: { readonly cause: { readonly description: string } };
  };
  const [, listed = ''] = /failed: (.*); empty/s.exec(outputs.cause.description) ?? [];
  expect(code.length).toBeGreaterThan(15);
  expect(page).toEqual(code);
  expect(listed.split(/, | or /)).toEqual(code);
});
