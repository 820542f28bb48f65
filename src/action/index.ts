import '../run/closed-output.js';
import '../run/cancellation.js';
import { run } from '../run/run.js';
import { actionFrontend } from './frontend.js';

await run(actionFrontend());
