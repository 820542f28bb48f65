import { expect, it } from '@jest/globals';
import { listMessages } from '../../script/lib/messages.js';

it('lists texts of three words or more, with what is put into them left open', () => {
  const source = [
    `import { a } from './not a message.js';`,
    'const one = `Job ${name} failed: ${why}.`;',
    `const two = ['not these', 'this one counts', 'this one counts'];`,
  ].join('\n');
  expect(listMessages(source)).toEqual(['Job {…} failed: {…}.', 'this one counts']);
});
