import { getState, warning } from '@actions/core';
import { FOLDER_STATE, removeFolder } from './files.js';

const folder = getState(FOLDER_STATE);
if (folder !== '') {
  try {
    await removeFolder(folder, process.env['RUNNER_TEMP']);
  } catch (error) {
    // The deploy has its verdict by now: cleaning up must not change it.
    const why = error instanceof Error ? error.message : String(error);
    warning(`Decrypted values may be left on the runner. ${why}`);
  }
}
