import type { Execute } from '../helm/execute.js';

/** Runs a program, and shows nothing of what it writes. Loaded late: most deploys need it only after helm, or never. */
export const execute: Execute = async (program, args, options) => {
  const { getExecOutput } = await import('@actions/exec');
  // It takes a command line: a path with blanks in it would be cut.
  return await getExecOutput(`"${program.replaceAll('"', '\\"')}"`, [...args], {
    ...options,
    silent: true,
    ignoreReturnCode: true,
  });
};
