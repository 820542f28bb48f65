import { expect, it } from '@jest/globals';
import type { SetValues } from '../../../src/inputs/set.js';
import { listGivenValues, listSetValues } from '../../../src/secrets/given-values.js';

const NONE: SetValues = { set: [], setString: [], setFile: [], setJson: [], setLiteral: [] };
const FILES: Readonly<Record<string, string>> = { 'tls.key': 'a key' };

it.each([
  [{ set: ['db.password=x1'] }, [['password', 'x1']]],
  [
    { set: ['a=1,users[0].token=t\\,0'] },
    [
      ['a', '1'],
      ['token', 't,0'],
    ],
  ],
  [{ setString: ['tokens={t1}'] }, [['tokens', 't1']]],
  [{ setLiteral: ['db.dsn=a:b,c\\d'] }, [['dsn', 'a:b,c\\d']]],
  [{ setFile: ['tls.key=tls.key,other=https://x.example/y'] }, [['key', 'a key']]],
  [
    { setJson: ['db={"password":"x1","port":5432}'] },
    [
      ['password', 'x1'],
      ['port', '5432'],
    ],
  ],
  [{ setJson: ['{"db":{"password":"x1"}}'] }, [['password', 'x1']]],
  [{ setJson: ['secret="x1"'] }, [['secret', 'x1']]],
] as const)('%j', (set, expected) => {
  const found = listSetValues({ ...NONE, ...set }, (path) => FILES[path] ?? '');
  expect(found.map(({ name, value }) => [name, value])).toEqual(expected);
});

it('has those of plan-set, too', () => {
  const set = { ...NONE, set: ['a=1'] };
  const planSet = ['migrate.dryRun=true,db.password=x1'];
  expect(
    listGivenValues({ set, planSet }, () => '').map(({ name, value }) => [name, value]),
  ).toEqual([
    ['a', '1'],
    ['dryRun', 'true'],
    ['password', 'x1'],
  ]);
});
