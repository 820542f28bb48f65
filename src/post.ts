import { FOLDER_STATE, removeFolder } from './files.js';
import { warn } from './report/commands.js';

const folder = process.env[`STATE_${FOLDER_STATE}`] ?? '';
if (folder !== '') {
  try {
    await removeFolder(folder, process.env['RUNNER_TEMP']);
  } catch (error) {
    // The deploy has its verdict by now: cleaning up must not change it.
    warn(`Decrypted values may be left on the runner. ${String(error)}`);
  }
}
