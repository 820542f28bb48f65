import { deepStrictEqual } from 'node:assert';
import fc from 'fast-check';
import {
  formatOwner,
  isAbandoned,
  type Owner,
  readOwner,
  readProcessStat,
} from '../../src/folder/owner.js';
import { type Property, property } from './property.js';

const SUBJECT = 'folder/owner.ts';
const number = fc.nat().map(String);
const owner: fc.Arbitrary<Owner> = fc.record(
  {
    pid: number,
    started: number,
    bootId: fc.string(),
    pidSpace: fc.string(),
    runner: fc.string({ unit: 'binary' }),
    job: fc.string(),
  },
  { noNullPrototype: true },
);
const damaged = fc.tuple(owner, fc.nat(300), fc.string()).map(([whole, at, text]) => {
  const written = formatOwner(whole);
  return written.slice(0, at) + text + written.slice(at + text.length);
});

/** What must hold of owner files and of processes as Linux tells of them. */
export const FOLDER_PROPERTIES: readonly Property[] = [
  property(SUBJECT, 'reads an owner as it was written', [
    owner,
    (given) => deepStrictEqual(readOwner(formatOwner(given)), given),
  ]),
  property(SUBJECT, 'reads of a damaged file nobody, or a pid that leads nowhere else', [
    fc.oneof(damaged, fc.string(), fc.json()),
    (text) => {
      const pid = readOwner(text)?.pid ?? '1';
      if (!/^\d+$/.test(pid)) throw new Error(`a pid like ${JSON.stringify(pid)}`);
    },
  ]),
  property(SUBJECT, 'finds the start of a process, whatever its program is called', [
    fc.tuple(fc.string({ unit: 'binary', maxLength: 15 }), number, fc.constantFrom('R', 'Z')),
    ([name, started, state]) => {
      const text = `7 (${name}) ${state} ${'0 '.repeat(18)}${started} 0 0\n`;
      deepStrictEqual(readProcessStat(text), { started, hasEnded: state === 'Z' });
    },
  ]),
  property(SUBJECT, 'never takes a folder from a process that lives', [
    fc.tuple(owner, owner, fc.integer()),
    ([maker, other, ageMs]) => {
      const { started, bootId, pidSpace } = maker;
      const living = { started, hasEnded: false };
      if (isAbandoned({ owner: maker, living, ageMs }, { ...other, bootId, pidSpace }))
        throw new Error('it is taken');
    },
  ]),
];
