import { checkUse, type Command } from './command.js';
import { readText, type Get } from './fields.js';
import { flagsOf } from './helm-args.js';
import { quote, type Report } from './problems.js';
import { type Opening, readItems } from './set.js';

/** What is added to the release's name for the dry run of its hooks. */
export const DRY_RUN_SUFFIX = '-plan';

/** A name that is at most so long is still one of Helm's with the suffix. */
const MAX_RELEASE_LENGTH = 53 - DRY_RUN_SUFFIX.length;

/** Values of the last release: a dry run, which is no release, would get others than the deploy. */
const REUSING: ReadonlySet<string> = new Set(['reuse-values', 'reset-then-reuse-values']);

/** What `plan-set` is read with. */
export interface PlanSetPlace extends Opening {
  readonly command: Command;
  readonly release: string;
  readonly helmArgs: readonly string[];
}

/** Reads `plan-set`: items as those of `set`, that make the chart's hooks do a dry run. */
export function readPlanSet(get: Get, place: PlanSetPlace): readonly string[] {
  const input = 'plan-set';
  if (readText(get, input) === undefined || !checkUse(get, input, place)) return [];
  checkRelease(place.release, place.report);
  checkArgs(place.helmArgs, place.report);
  return readItems(get, input, place);
}

function checkRelease(release: string, report: Report): void {
  if (release.length <= MAX_RELEASE_LENGTH) return;
  report({
    input: 'release',
    expected: `at most ${String(MAX_RELEASE_LENGTH)} characters with "plan-set"`,
    got: quote(release),
    hint: `The dry run uses the release name "<release>${DRY_RUN_SUFFIX}", and helm allows 53 characters.`,
  });
}

function checkArgs(helmArgs: readonly string[], report: Report): void {
  const reusing = helmArgs.flatMap(flagsOf).find((flag) => REUSING.has(flag));
  if (reusing === undefined) return;
  report({
    input: 'helm-args',
    expected: `no --${reusing} with "plan-set"`,
    got: quote(`--${reusing}`),
    hint: 'The dry run is another release and has no earlier values. Put all values in "values".',
  });
}
