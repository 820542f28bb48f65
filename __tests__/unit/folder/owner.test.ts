import { describe, expect, it } from '@jest/globals';
import {
  describeRemoved,
  FOLDER_NAME,
  formatOwner,
  isAbandoned,
  MAX_JOB_MS,
  type Owner,
  readOwner,
  readProcessStat,
  type Trace,
} from '../../../src/folder/owner.js';
import { FOLDER_PROPERTIES } from '../../properties/folder.js';

const OWNER: Owner = {
  pid: '4711',
  started: '1000',
  bootId: 'boot',
  pidSpace: 'pid:[1]',
  runner: 'runner-1',
  job: '42/1/deploy',
};
const SELF: Owner = { ...OWNER, pid: '5000', started: '2000' };
const alive = { started: '1000', hasEnded: false };

describe('a folder', () => {
  const elsewhere = { ...SELF, pidSpace: 'pid:[2]' };
  const restarted = { ...SELF, bootId: 'later' };
  const other = { job: '43/1/deploy' };
  it.each<readonly [string, Partial<Trace>, Owner, boolean]>([
    ['of a process that lives', { living: alive }, SELF, false],
    [
      'of a process that lives on from an earlier job',
      { living: alive },
      { ...SELF, ...other },
      false,
    ],
    ['of an old process that lives', { living: alive, ageMs: MAX_JOB_MS * 2 }, SELF, false],
    ['of ourselves', { owner: SELF, living: { started: '2000', hasEnded: false } }, SELF, false],
    ['of a process that is gone', {}, SELF, true],
    ['of a process whose pid is used again', { living: { ...alive, started: '1001' } }, SELF, true],
    [
      'of a process whose end nobody asked for',
      { living: { ...alive, hasEnded: true } },
      SELF,
      true,
    ],
    ['of another container', {}, elsewhere, false],
    ['of another container, with the pid in use', { living: alive }, elsewhere, false],
    ["of another container of the runner's last job", {}, { ...elsewhere, ...other }, true],
    [
      'of another container of another runner',
      {},
      { ...elsewhere, ...other, runner: 'runner-2' },
      false,
    ],
    [
      'of another container, no runner',
      { owner: { ...OWNER, runner: '' } },
      { ...elsewhere, ...other, runner: '' },
      false,
    ],
    ['of another container, no run', { owner: { ...OWNER, job: '' } }, elsewhere, false],
    ['of another container, older than any job', { ageMs: MAX_JOB_MS + 1 }, elsewhere, true],
    ['from before a restart', {}, restarted, false],
    ["from before a restart, of the runner's last job", {}, { ...restarted, ...other }, true],
    ['from before a restart, older than any job', { ageMs: MAX_JOB_MS + 1 }, restarted, true],
    ['of nobody', { owner: undefined }, SELF, false],
    ['of nobody, older than any job', { owner: undefined, ageMs: MAX_JOB_MS + 1 }, SELF, true],
    ['from the future', { owner: undefined, ageMs: -1 }, SELF, false],
  ])('%s', (_what, trace, self, abandoned) => {
    const known: Trace = { owner: OWNER, ageMs: 1_000, living: undefined, ...trace };
    expect(isAbandoned(known, self)).toBe(abandoned);
  });
});

describe('an owner file', () => {
  it('is read as it was written', () => {
    expect(readOwner(formatOwner(OWNER))).toEqual(OWNER);
  });

  it.each([
    '',
    '{"pid":"4711"',
    'null',
    '[]',
    '"4711"',
    '{"pid":"4711"}',
    formatOwner({ ...OWNER, pid: '../../etc' }),
    formatOwner({ ...OWNER, pid: 'self' }),
    JSON.stringify({ ...OWNER, pid: 4711 }),
    JSON.stringify({ ...OWNER, started: undefined }),
  ])('%j names nobody', (text) => {
    expect(readOwner(text)).toBeUndefined();
  });
});

/** As Linux 6 writes it: 52 fields. */
const stat = (name: string, state: string, started: string) =>
  `4711 (${name}) ${state} ${'0 '.repeat(18)}${started} ${'0 '.repeat(29)}0\n`;

it.each([
  [stat('node', 'S', '88021'), { started: '88021', hasEnded: false }],
  [stat('a) Z (b', 'R', '7'), { started: '7', hasEnded: false }],
  [stat('node', 'Z', '7'), { started: '7', hasEnded: true }],
  [stat('node', 'X', '7'), { started: '7', hasEnded: true }],
  ['', undefined],
  ['4711 (node) S 1 2', undefined],
  [stat('node', 'S', 'x'), undefined],
] as const)('of %j a process is read', (text, expected) => {
  expect(readProcessStat(text)).toEqual(expected);
});

it.each([
  [0, undefined],
  [1, 'Removed a folder with secrets that a killed run left behind.'],
  [3, 'Removed 3 folders with secrets that a killed run left behind.'],
])('%i removed', (count, text) => {
  expect(describeRemoved(count)).toBe(text);
});

it.each([
  ['helm-migrate-abcDE1', true],
  ['helm-migrate-backend-4711.log', false],
  ['helm-migrate-e2e-abcdef', false],
  ['helm-migrate-abcdef/', false],
  ['helm-migrate-abcdef\n', false],
  ['my-helm-migrate-abcdef', false],
])('%j is a folder of ours: %s', (name, expected) => {
  expect(FOLDER_NAME.test(name)).toBe(expected);
});

it.each(FOLDER_PROPERTIES.map(({ name, check }) => [name, check] as const))(
  '%s',
  (_name, check) => {
    check(2_000);
  },
);
