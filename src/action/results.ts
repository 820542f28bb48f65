import * as core from '@actions/core';
import { findToldPlace } from '../report/source.js';
import { makeLinks } from '../report/links.js';
import type { Frontend, ResultWriter } from '../run/frontend.js';
import { findFile } from './workspace.js';

/** The step's outputs, and the job summary. */
export function resultWriter(env: Frontend['env']): ResultWriter {
  return {
    setOutputs: (outputs) => {
      for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value);
    },
    writeSummary: async (markdown) => {
      await core.summary.addRaw(markdown).write();
    },
    readLinks: (diagnosis) => {
      const told = findToldPlace(diagnosis);
      const { GITHUB_WORKSPACE: root } = env;
      const path = told && root ? findFile(root, told.file) : undefined;
      return makeLinks(env, path === undefined ? undefined : { path, line: told?.line });
    },
  };
}
