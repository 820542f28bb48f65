import { FOLDER_STATE, removeFolder } from './files.js';

// Without @actions/core, which is 400 kB, for the two lines of the runner's protocol that are needed
// (https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands).
const folder = process.env[`STATE_${FOLDER_STATE}`] ?? '';
if (folder !== '') {
  try {
    await removeFolder(folder, process.env['RUNNER_TEMP']);
  } catch (error) {
    // The deploy has its verdict by now: cleaning up must not change it.
    warn(`Decrypted values may be left on the runner. ${String(error)}`);
  }
}

function warn(text: string): void {
  const line = text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  process.stdout.write(`::warning::${line}\n`);
}
