import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { findRefused } from '../../script/lib/marketplace.js';

const action = readFileSync('action.yml', 'utf8');
const FILES = ['action.yml', 'README.md'];

it('the marketplace takes the action as it is here', () => {
  expect(findRefused(action, readdirSync('.'))).toEqual([]);
});

describe('the marketplace refuses', () => {
  const described = (length: number) =>
    action.replace(/ {2}Deploys a .*\n/, `  ${'x'.repeat(length)}\n`);

  it.each([
    [action.replace(/^name: .*$/m, ''), FILES, 'action.yml has no name'],
    [described(125), FILES, 'the description has 125 characters, expected fewer than 125'],
    [action.replace('icon: database', 'icon: elephant'), FILES, 'no such icon: elephant'],
    [action.replace('color: blue', 'color: navy'), FILES, 'no such color: navy'],
    [action, ['action.yml', 'action.yaml', 'README.md'], 'expected one action.yml, got 2'],
    [action, ['action.yml'], 'there is no README.md'],
  ])('%#: %j', (yaml, files, reason) => {
    expect(findRefused(yaml, files)).toEqual([reason]);
  });

  it('nothing for a description of 124 characters', () => {
    expect(findRefused(described(124), FILES)).toEqual([]);
  });
});
