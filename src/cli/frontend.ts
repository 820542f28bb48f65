import type { ChangedFiles } from '../plan/migration-files.js';
import { NO_LINKS } from '../report/links.js';
import type { Outputs } from '../report/outputs.js';
import type { Frontend, ResultWriter } from '../run/frontend.js';
import type { Run } from './arguments.js';
import { readCiRun } from './ci-run.js';
import { chooseExitCode } from './exit-codes.js';
import { formatOutputs } from './outputs-json.js';
import { writeSummaryFile } from './summary-file.js';
import { openTerminal, wantsColors } from './terminal.js';

const NO_PULL_REQUEST: ChangedFiles = {
  kind: 'unknown',
  why: '--migrations-path works only in GitHub Actions, on a pull request. Leave it out here.',
};

/**
 * The command line: the log on stdout, or on stderr where stdout has the outputs as JSON. Throws an Error where the
 * report cannot be written to its file: after the deploy that would be too late.
 */
export function terminalFrontend({ given, summary, output: form }: Run): Frontend {
  const { env } = process;
  const stream = form === 'json' ? process.stderr : process.stdout;
  const output = openTerminal(stream, {
    colors: wantsColors(env, stream.isTTY),
    debug: env['HELM_MIGRATE_DEBUG'] === 'true',
  });
  if (summary !== undefined) writeSummaryFile(summary, '');
  let outputs: Outputs | undefined;
  const writer: ResultWriter = {
    setOutputs: (set) => {
      outputs = set;
    },
    readLinks: () => NO_LINKS,
    writeSummary: (markdown) => {
      if (summary !== undefined) writeSummaryFile(summary, markdown);
    },
  };
  return {
    ...{ output, env, ...readCiRun(env) },
    readInput: (name) => given.get(name) ?? '',
    // A person's own paths lead where they like.
    ...{ workspace: process.cwd(), bounds: '/' },
    tempFolder: undefined,
    keepFolder: () => undefined,
    // Nobody is there to be asked.
    isOver: () => Promise.resolve(false),
    listChangedFiles: () => Promise.resolve(NO_PULL_REQUEST),
    loadResultWriter: () => Promise.resolve(writer),
    finish: async (published) => {
      if (form === 'json' && outputs !== undefined) process.stdout.write(formatOutputs(outputs));
      process.exitCode = chooseExitCode(published);
      await output.drained();
    },
  };
}
