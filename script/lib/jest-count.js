/**
 * What jest counted, from the files that `--json --outputFile` wrote: `jest-count.js <first> [<again>]` prints
 * "passed failed skipped", `jest-count.js --files <first>` the test files that failed, each in a line. `again` is a
 * second run of just those files: what it passed counts as passed.
 */
import { readFileSync } from 'node:fs';

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** A test file that could not be loaded is a failure; so is a run without a test. */
function count({ numPassedTests, numFailedTests, numRuntimeErrorTestSuites, success, ...run }) {
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  return {
    passed: numPassedTests,
    failed: failed || (numPassedTests === 0 || !success ? 1 : 0),
    skipped: run.numPendingTests + run.numTodoTests,
  };
}

const failedFiles = ({ testResults }) =>
  testResults.filter(({ status }) => status === 'failed').map(({ name }) => name);

const args = process.argv.slice(2);
if (args[0] === '--files') {
  for (const file of failedFiles(read(args[1]))) console.log(file);
} else {
  const first = count(read(args[0]));
  const failed = args[1] === undefined ? first.failed : count(read(args[1])).failed;
  console.log(first.passed + first.failed - failed, failed, first.skipped);
}
