import type { Outcome } from '../diagnosis/diagnosis.js';

/** What the program exits with where its flags are wrong: nothing was begun. */
export const USAGE_ERROR = 2;

/** What the program exits with. 130 is what a shell reports of a program that SIGINT has ended. */
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
