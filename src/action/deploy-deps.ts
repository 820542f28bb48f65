import type { InCluster } from '../deploy/cluster-access.js';
import type { DeployDeps } from '../deploy/deploy.js';
import type { HelmCommand } from '../helm/args.js';
import type { SopsCommand } from '../helm/decryption.js';
import { findSops } from '../helm/tools.js';
import type { Inputs } from '../inputs/inputs.js';
import { cancellation } from './cancellation.js';
import { execute } from './execute.js';
import { thisHost } from './host.js';
import { type MaskedRun, runMasked } from './run-masked.js';

/** What a deploy has of its own. */
export type Own = Omit<MaskedRun, 'inputs' | 'decrypt'> & { readonly inputs: Inputs };

/** All that a deploy needs from outside. */
export function buildDeps(cluster: InCluster, { inputs, files, masker }: Own): DeployDeps {
  return {
    ...cluster,
    now: () => Date.now(),
    cancelled: cancellation.signal,
    runHelm: async (command, onLine, stop) => {
      const decrypt = async () =>
        (await loadDecryption()).decryptAll(inputs.encryptedValues, sopsFor(inputs, command));
      const options = { onLine, cancellation, stop };
      const running = runMasked(command, options, { inputs, files, masker, decrypt });
      const [exit] = await Promise.all([running, loadPublishing()]);
      return exit;
    },
    explainDecryption: async ({ command }) =>
      (await loadDecryption()).explainDecryption(inputs.encryptedValues, sopsFor(inputs, command)),
  };
}

function sopsFor(inputs: Inputs, { cwd, env }: HelmCommand): SopsCommand {
  return { ...findSops(inputs, thisHost()), cwd, env, execute };
}

async function loadDecryption() {
  return await import('../helm/decryption.js');
}

/** What publishes is loaded while helm runs: it takes as long to load as all that comes before helm. */
async function loadPublishing() {
  return await import('./publish.js');
}
