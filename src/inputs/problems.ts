import { ActionError } from '../errors.js';

/** One wrong input, in the words of the message that names it. */
export interface Problem {
  readonly input: string;
  readonly expected: string;
  /** What came, quoted where it may be shown; never a secret. */
  readonly got: string;
  readonly hint: string;
}

/** What is wrong with some input; whose it is says who reads it. */
export type Complaint = Omit<Problem, 'input'>;

/** Takes a wrong input down; reading goes on, so that all are reported at once. */
export type Report = (problem: Problem) => void;

const MAX_QUOTED_LENGTH = 100;
/** An input of many lines may be wrong in each of them. */
const MAX_LINES_EACH = 3;

/** The text in double quotes, on one line and cut to a length that a person reads. */
export function quote(text: string): string {
  const line = text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
  return line.length > MAX_QUOTED_LENGTH ? `"${line.slice(0, MAX_QUOTED_LENGTH)}…"` : `"${line}"`;
}

/**
 * The one error for all wrong inputs. With several, the first line names them and each has a line
 * of its own with its hint, up to three for one input.
 */
export function toError(problems: readonly [Problem, ...Problem[]]): ActionError {
  const [first, ...others] = problems;
  if (others.length === 0) return new ActionError('bad-input', sentence(first), first.hint);
  const names = [...new Set(problems.map((problem) => `"${problem.input}"`))];
  const lines = [...new Set(problems.map(({ input }) => input))].flatMap((input) =>
    listFor(input, problems),
  );
  return new ActionError(
    'bad-input',
    [`${problems.length} errors in the inputs: ${names.join(', ')}.`, ...lines].join('\n'),
    'Correct them and redeploy. Nothing was changed in the cluster.',
  );
}

function listFor(input: string, problems: readonly Problem[]): readonly string[] {
  const mine = problems.filter((problem) => problem.input === input);
  const lines = new Set(mine.map((problem) => `- ${sentence(problem)} ${problem.hint}`.trimEnd()));
  const others = lines.size - MAX_LINES_EACH;
  return [
    ...[...lines].slice(0, MAX_LINES_EACH),
    ...(others > 0 ? [`- Input "${input}": and ${String(others)} more.`] : []),
  ];
}

function sentence({ input, expected, got }: Problem): string {
  return `Input "${input}": expected ${expected}, got ${got}.`;
}
