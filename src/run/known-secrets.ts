import type { Inputs } from '../inputs/inputs.js';
import type { SecretValue } from '../objects/secret-object.js';
import { listKubeconfigSecrets } from '../secrets/own.js';
import { listSecretVariables } from '../secrets/variables.js';

/** What is known to be secret before anything runs: of the kubeconfig, the runner's environment, and the inputs. */
export function listKnownSecrets(inputs: Inputs, env: NodeJS.ProcessEnv): readonly SecretValue[] {
  const { kubeconfig } = inputs;
  return [
    ...(kubeconfig.kind === 'in-cluster' ? [] : listKubeconfigSecrets(kubeconfig.files)),
    ...listSecretVariables(listOwnVariables(env)),
    ...listSecretInputs(inputs),
  ];
}

/** The inputs have names and forms of their own: `run-masked.ts` looks through them. */
function listOwnVariables(env: NodeJS.ProcessEnv): readonly [string, string | undefined][] {
  return Object.entries(env).filter(([name]) => !name.startsWith('INPUT_'));
}

/** Those that are secret as a whole. */
function listSecretInputs({ githubToken, registryLogin }: Inputs): readonly SecretValue[] {
  const all = { 'github-token': githubToken, 'registry-password': registryLogin?.password };
  return Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : { origin: 'the inputs', name, value },
  );
}
