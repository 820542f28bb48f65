import { expect, it } from '@jest/globals';
import { findFaults, readImports } from '../../script/lib/folder-graph.js';

const read = (files: Readonly<Record<string, string>>) =>
  readImports(new Map(Object.entries(files)));

it('reads imports of values, of types and those that come late', () => {
  const text = `import type { A } from './a.js';\nimport { b } from '../text/b.js';\nawait import('../kube/c.js');\nimport 'node:fs';`;
  expect([...read({ 'hooks/x.ts': text })]).toEqual([
    ['hooks/x.ts', ['hooks/a.ts', 'text/b.ts', 'kube/c.ts']],
  ]);
});

it.each<readonly [string, Readonly<Record<string, string>>, readonly string[]]>([
  [
    'an import that goes down',
    { 'hooks/x.ts': `import { b } from '../text/b.js';`, 'text/b.ts': '' },
    [],
  ],
  [
    'a type from above',
    { 'text/b.ts': `import type { X } from '../hooks/x.js';`, 'hooks/x.ts': '' },
    ['src/text/b.ts imports src/hooks/x.ts, which is above it.'],
  ],
  [
    'a circle within a folder',
    {
      'hooks/x.ts': `import type { Y } from './y.js';`,
      'hooks/y.ts': `import { x } from './x.js';`,
    },
    ['A circle of files: src/hooks/x.ts → src/hooks/y.ts → src/hooks/x.ts'],
  ],
  [
    'a folder that nobody knows',
    { 'utils/x.ts': '' },
    ['src/utils has no place in the table of script/lib/folder-graph.ts.'],
  ],
])('%s', (_title, files, faults) => {
  expect(findFaults(read(files))).toEqual(faults);
});
