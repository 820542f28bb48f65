import '../run/closed-output.js';
import '../run/cancellation.js';
import { readArguments } from './arguments.js';
import { USAGE_ERROR } from './exit-codes.js';
import { terminalFrontend } from './frontend.js';
import { run } from '../run/run.js';

const asked = readArguments(process.argv.slice(2), process.env);
switch (asked.kind) {
  case 'help':
    process.stdout.write(asked.text);
    break;
  case 'usage-error':
    process.stderr.write(asked.text);
    process.exitCode = USAGE_ERROR;
    break;
  case 'run':
    await run(terminalFrontend(asked));
    break;
  default:
    asked satisfies never;
}
