import { expect, it } from '@jest/globals';
import { ActionError } from '../../../src/errors.js';
import { hideIn } from '../../../src/secrets/hide.js';

const redact = (text: string) => text.replaceAll('hunter2', '***');

it('hides a secret in every text that is not said to be clear, also in one that nobody thought of', () => {
  const pieces = () => [];
  const data = {
    a: [{ reason: 'hunter2' }, { b: { somethingNew: 'x hunter2' } }],
    list: ['hunter2'],
    outcome: 'hunter2',
    events: ['hunter2'],
    n: 2,
    none: undefined,
    no: null,
    pieces,
  };
  expect(hideIn(data, redact)).toEqual({
    ...data,
    a: [{ reason: '***' }, { b: { somethingNew: 'x ***' } }],
    list: ['***'],
  });
});

it('hides it in what an error says, and keeps what it is', () => {
  const cause = { kind: 'missing-right' };
  const error = new ActionError('forbidden', 'no hunter2', 'add hunter2', { cause });
  const [hidden] = hideIn([error], redact);
  expect(hidden).toBeInstanceOf(ActionError);
  expect(hidden).toMatchObject({ code: 'forbidden', message: 'no ***', hint: 'add ***', cause });
});
