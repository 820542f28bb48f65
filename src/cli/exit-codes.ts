import type { Outcome } from '../diagnosis/diagnosis.js';
import type { Published } from '../run/frontend.js';

/** What the program exits with where a flag or an input is wrong: nothing was begun. */
export const USAGE_ERROR = 2;

/** What it exits with else. 130 is what a shell reports of a program that SIGINT has ended. */
export const EXIT_CODES: Readonly<Record<Outcome, number>> = {
  deployed: 0,
  planned: 0,
  'deploy-failed': 1,
  'hook-failed': 3,
  'hook-running': 4,
  'rollout-failed': 5,
  blocked: 6,
  cancelled: 130,
};

/** The exit code of a run. */
export function chooseExitCode({
  diagnosis,
  helmMs,
}: Pick<Published, 'diagnosis' | 'helmMs'>): number {
  const { outcome, cause } = diagnosis;
  const isWrongInput = outcome === 'deploy-failed' && cause === 'input' && helmMs === undefined;
  return isWrongInput ? USAGE_ERROR : EXIT_CODES[outcome];
}
