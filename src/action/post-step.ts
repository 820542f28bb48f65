import '../run/closed-output.js';
import { FOLDER_STATE, removeFolder } from '../folder/files.js';
import { warn } from './annotations.js';

const folder = process.env[`STATE_${FOLDER_STATE}`] ?? '';
const runnerTemp = process.env['RUNNER_TEMP'];
if (folder !== '') {
  try {
    await removeFolder(folder, runnerTemp);
  } catch (error) {
    // The deploy has its verdict by now: cleaning up must not change it.
    warn(`Decrypted values may remain on the runner. ${String(error)}`);
  }
}
