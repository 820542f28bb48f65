import { type Diagnosis, isGood } from '../../diagnosis/diagnosis.js';
import { cutMiddle } from '../../text/format.js';
import {
  type Block,
  type Blocks,
  code,
  list,
  paragraph,
  type Phrase,
  quote,
  strong,
} from '../document.js';
import { markNames } from '../names.js';

/** How long a reason and an advice may be; an error may quote a whole file. */
const LENGTHS = { long: 2_000, short: 300 };
const SHOWN_WARNINGS = 5;
const COMMAND = /^(?:helm|kubectl) /;

/** Why it came so, and what to do. `names` are those that may be in the sentences. */
export function describeReason(
  diagnosis: Diagnosis,
  names: readonly string[],
  length: keyof typeof LENGTHS = 'long',
): Blocks {
  const { cause, warnings = [] } = diagnosis;
  const say = (text: string) => markNames(cutMiddle(text, LENGTHS[length]), names);
  const [reason = '', ...items] =
    cause === 'input' ? diagnosis.reason.split('\n') : [diagnosis.reason];
  const shown = warnings.slice(0, SHOWN_WARNINGS).map((text) => paragraph('⚠️ ', ...say(text)));
  if (isGood(diagnosis)) return [paragraph(...say(reason)), ...shown];
  return [
    quote(
      paragraph(strong(...say(reason))),
      ...list(items.map((item) => say(item.replace(/^- /, '')))),
      ...describeAdvice(diagnosis.advice, say),
    ),
    ...shown,
  ];
}

/** A command with a line of its own stays one, so that it can be copied. */
function describeAdvice(advice: string, say: (text: string) => Phrase): readonly Block[] {
  const [first = '', ...lines] = advice.split('\n');
  if (first === '') return [];
  return [
    paragraph(strong('What to do:'), ' ', ...say(first)),
    ...lines.map((line) => paragraph(...(COMMAND.test(line) ? [code(line)] : say(line)))),
  ];
}
