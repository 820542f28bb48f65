import type { InCluster } from '../deploy/cluster-access.js';
import type { DeployDeps } from '../deploy/deps.js';
import type { HelmCommand } from '../helm/args.js';
import type { SopsCommand } from '../helm/decryption.js';
import { findSops } from '../helm/tools.js';
import type { Host } from '../inputs/host.js';
import type { Inputs } from '../inputs/inputs.js';
import { cancellation } from './cancellation.js';
import { execute } from './execute.js';
import { type MaskedRun, runMasked } from './run-masked.js';

/** What a deploy has of its own. */
export type Own = Omit<MaskedRun, 'inputs' | 'decrypt'> & {
  readonly inputs: Inputs;
  readonly host: Host;
  /** Rejects with an ActionError where a tool cannot be set up, a login fails, or the run is cancelled. */
  readonly helmReady: Promise<void>;
  /** Loads what publishes, while helm runs: it takes as long to load as all that comes before helm. */
  readonly preload: () => Promise<unknown>;
};

/** All that a deploy needs from outside. */
export function buildDeps(
  cluster: InCluster,
  { inputs, host, files, masker, helmReady, preload }: Own,
): DeployDeps {
  return {
    ...cluster,
    // The guard may ask helm itself, and what it finds holds for a moment only: helm starts right after it. It may also
    // delete a hook, and a login that fails must have changed nothing.
    guard: async (deploy) =>
      (await isReady(helmReady))
        ? await cluster.guard(deploy)
        : { kind: 'cancelled', deployed: undefined },
    now: () => Date.now(),
    cancelled: cancellation.signal,
    runHelm: async (command, onLine, stop) => {
      const decrypt = openDecrypter(inputs, host, command);
      const options = { onLine, cancellation, stop };
      const running = runMasked(command, options, { inputs, files, masker, decrypt });
      const [exit] = await Promise.all([running, preload()]);
      return exit;
    },
    explainDecryption: async ({ command }) =>
      (await loadDecryption()).explainDecryption(
        inputs.encryptedValues,
        sopsFor(inputs, host, command),
      ),
  };
}

/** False where the run was cancelled while tools were fetched, or while helm logged in. */
export async function isReady(helm: Promise<void>): Promise<boolean> {
  try {
    await helm;
    return true;
  } catch (error) {
    if (cancellation.signal.aborted) return false;
    throw error;
  }
}

/** The sops that helm runs, in helm's environment. */
export function sopsFor(inputs: Inputs, host: Host, { cwd, env }: HelmCommand): SopsCommand {
  return { ...findSops(inputs, { ...host, env }), cwd, env, execute };
}

/** What decrypts the encrypted values, once more, with the sops of a command. */
export function openDecrypter(
  inputs: Inputs,
  host: Host,
  command: HelmCommand,
): () => Promise<readonly string[]> {
  return async () =>
    (await loadDecryption()).decryptAll(inputs.encryptedValues, sopsFor(inputs, host, command));
}

/** Loaded when something is decrypted. */
export async function loadDecryption() {
  return await import('../helm/decryption.js');
}
