import { expect, it } from '@jest/globals';
import { pace } from '../../../src/logs/pace.js';

it('asks for the next only when what came before is written', async () => {
  const told: string[] = [];
  const source = async function* () {
    for (const name of ['a', 'b']) {
      told.push(`asked for ${name}`);
      yield name;
    }
  };
  const written = async () => {
    await Promise.resolve();
    told.push('written');
  };
  for await (const name of pace(source(), written)) told.push(`shown ${name}`);
  expect(told).toEqual(['asked for a', 'shown a', 'written', 'asked for b', 'shown b', 'written']);
});

it('ends the source when its reader stops', async () => {
  let isEnded = false;
  const source = async function* () {
    try {
      for (;;) yield 'more';
    } finally {
      isEnded = true;
    }
  };
  for await (const name of pace(source(), () => Promise.resolve())) if (name === 'more') break;
  expect(isEnded).toBe(true);
});
