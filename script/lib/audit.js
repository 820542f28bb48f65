// Asks the registry about known weaknesses of what ships: exit code 0 where there is none, 1 where there are, 3 where
// it has no answer.
import { spawnSync } from 'node:child_process';

const UNANSWERED = 3;

/** What the JSON of `npm audit` says (npm 11): the weak packages, or why there is no answer. */
function read(text) {
  let report;
  try {
    report = JSON.parse(text);
  } catch {
    return { unanswered: 'npm printed no JSON' };
  }
  if (report.vulnerabilities === undefined)
    return { unanswered: report.message ?? report.error?.summary ?? 'no answer' };
  return { weak: Object.values(report.vulnerabilities) };
}

// Where npm is set to be offline, it asks nobody and reports that nothing is weak.
const args = ['audit', '--omit=dev', '--json', '--no-offline'];
const { stdout, error } = spawnSync('npm', args, { encoding: 'utf8' });
const { weak = [], unanswered } = error ? { unanswered: error.message } : read(stdout);
for (const { name, severity, range } of weak) console.error(`${name} ${range}: ${severity}`);
if (weak.length > 0) {
  console.error('"npm audit --omit=dev" tells more, "npm audit fix" may mend it.');
  process.exitCode = 1;
} else if (unanswered !== undefined) {
  console.error(`Not audited: the registry gave no answer (${unanswered}).`);
  console.error(
    'script/test counts that as skipped, or as failed with HM_AUDIT=required, as releases and the weekly audit have it.',
  );
  process.exitCode = UNANSWERED;
} else {
  console.log('No known weakness in what ships.');
}
