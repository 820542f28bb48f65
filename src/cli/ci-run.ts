import type { Frontend } from '../run/frontend.js';

/** The run of a CI system that a command is a part of, as its variables tell. */
export type CiRun = Pick<Frontend, 'runUrl' | 'runAttempt' | 'commit'>;

/**
 * Reads what Jenkins (https://www.jenkins.io/doc/book/pipeline/jenkinsfile/#using-environment-variables, GIT_COMMIT of
 * its Git plugin) and GitLab (https://docs.gitlab.com/ci/variables/predefined_variables/, 18) tell of a run.
 */
export function readCiRun(env: Frontend['env']): CiRun {
  const { CI_JOB_URL: gitLab, BUILD_URL: jenkins, CI_COMMIT_SHA, GIT_COMMIT } = env;
  return {
    runUrl: gitLab || jenkins || undefined,
    runAttempt: undefined,
    commit: CI_COMMIT_SHA || GIT_COMMIT || undefined,
  };
}
