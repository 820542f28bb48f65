import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

const doc = readFileSync('docs/security.md', 'utf8');
const tests = new Set(
  readdirSync('__tests__', { recursive: true, encoding: 'utf8' }).map((path) => basename(path)),
);
const named = [
  ...new Set([...doc.matchAll(/`([\w-]+(?:\.test)?\.ts)`/g)].map(([, name = '']) => name)),
];

describe('docs/security.md', () => {
  it('says for most lines where they are tested', () => {
    expect(named.length).toBeGreaterThan(20);
  });

  it.each(named)('names %s, which is there', (name) => {
    expect(tests).toContain(name);
  });
});
