import { code, type Part, type Phrase } from './document.js';

/** A name that is a part of a longer one is not meant. */
const OF_NAME = /[\w-]/;
/** A command of ours stands behind a colon. */
const COMMAND = /(?<=: )(?:helm|kubectl) .+?(?=\. |$)/;

/** A sentence of ours, with the names in it, and a command, each as a code span: the longest name first. */
export function markNames(sentence: string, names: readonly string[]): Phrase {
  const sorted = names.filter((name) => name.length > 1).sort((a, b) => b.length - a.length);
  const command = COMMAND.exec(sentence)?.[0];
  return mark([sentence], command === undefined ? sorted : [command, ...sorted]);
}

function mark(phrase: Phrase, [name, ...others]: readonly string[]): Phrase {
  if (name === undefined) return phrase;
  return mark(
    phrase.flatMap((part) => (typeof part === 'string' ? markName(part, name) : [part])),
    others,
  );
}

function markName(text: string, name: string): Phrase {
  const parts: Part[] = [];
  let from = 0;
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + name.length)) {
    const [before = '', after = ''] = [text[at - 1], text[at + name.length]];
    if (joins(before, name[0]) || joins(after, name.at(-1))) continue;
    parts.push(text.slice(from, at), code(name));
    from = at + name.length;
  }
  return [...parts, text.slice(from)].filter((part) => part !== '');
}

function joins(neighbor: string, end = ''): boolean {
  return OF_NAME.test(neighbor) && OF_NAME.test(end);
}
