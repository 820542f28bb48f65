import { ActionError } from '../errors.js';
import type { Host } from './host.js';

/** Throws `unsupported-runner` unless the machine is Linux on x64 or arm64. */
export function checkRunner({ platform, arch }: Pick<Host, 'platform' | 'arch'>): void {
  if (platform === 'linux' && (arch === 'x64' || arch === 'arm64')) return;
  throw new ActionError(
    'unsupported-runner',
    `The runner is ${platform} ${arch}; the action needs Linux on x64 or arm64.`,
    'Use "runs-on: ubuntu-latest" or another Linux runner.',
  );
}
