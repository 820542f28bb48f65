import { FOLDER_STATE } from '../folder/files.js';
import { cancellation } from '../run/cancellation.js';
import { drain } from '../run/drain.js';
import type { Frontend, Output } from '../run/frontend.js';
import { countWarnings, fail, notice, warn } from './annotations.js';
import { debug, endGroup, maskSecret, readInput, saveState, startGroup } from './commands.js';
import { isOver, readRunAttempt, readRunUrl } from './workflow-run.js';

/** The workflow's log, with the runner's commands in it. */
const output: Output = {
  ...{ startGroup, endGroup, warn, notice, fail, debug, mask: maskSecret },
  write: (text) => process.stdout.write(`${text}\n`),
  drained: () => drain(process.stdout),
};

/**
 * The GitHub Action. What writes results comes late: @actions/core takes as long to load as all that comes before helm.
 */
export function actionFrontend(): Frontend {
  const { env } = process;
  const workspace = env['GITHUB_WORKSPACE'] || process.cwd();
  return {
    ...{ output, readInput, env, isOver },
    ...{ workspace, bounds: workspace },
    tempFolder: env['RUNNER_TEMP'],
    runUrl: readRunUrl(env),
    runAttempt: readRunAttempt(env),
    commit: env['GITHUB_SHA'],
    keepFolder: (folder) => saveState(FOLDER_STATE, folder),
    listChangedFiles: async (token, cancelled) => {
      const { listChangedFiles } = await import('./changed-files.js');
      return await listChangedFiles({ env, token, cancelled });
    },
    loadResultWriter: async () => (await import('./results.js')).resultWriter(env),
    finish: async (published, inputs) => {
      if (inputs !== undefined && inputs.comment.when !== 'never') {
        const { comment } = await import('./comment.js');
        const say = (text: string) => output.write(text);
        await comment(published, inputs, { env, cancelled: cancellation.deadline, say, warn });
      }
      countWarnings();
    },
  };
}
