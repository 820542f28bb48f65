import { ANSI } from './ansi.js';

/** What a terminal answers by going back to the start of the line. */
export const RETURN = '\r';

/**
 * What a line shows at its end that was written over by carriage returns, as progress bars do: its last state with
 * anything to see in it, so that a bar which was wiped away does not leave an empty line.
 */
export function showLastState(line: string): string {
  if (!line.includes(RETURN)) return line;
  return line.split(RETURN).findLast(hasVisible) ?? '';
}

function hasVisible(state: string): boolean {
  return state.replace(ANSI, '').trim() !== '';
}
