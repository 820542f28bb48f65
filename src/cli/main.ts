import '../run/closed-output.js';
import '../run/cancellation.js';
import { readArguments } from './arguments.js';
import { USAGE_ERROR } from './exit-codes.js';
import { terminalFrontend } from './frontend.js';
import { complainOfNode } from './node-version.js';
import { run } from '../run/run.js';

const asked = readArguments(process.argv.slice(2), process.env);
const wrongNode = complainOfNode(process.versions.node);
if (asked.kind === 'help') process.stdout.write(asked.text);
else if (asked.kind === 'usage-error') refuse(asked.text);
else if (wrongNode !== undefined) refuse(wrongNode);
else
  try {
    await run(terminalFrontend(asked));
  } catch (error) {
    refuse(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  }

/** Nothing was begun. */
function refuse(text: string): void {
  process.stderr.write(text);
  process.exitCode = USAGE_ERROR;
}
