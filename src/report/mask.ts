import { type KubeconfigSource, secretsIn } from '../kube/kubeconfig.js';
import { maskSecret } from './commands.js';

/**
 * Masks the secrets of a kubeconfig one by one: masked as a whole, a token within it would still show.
 * Writes to the log, so it comes before all else.
 */
export function maskKubeconfig(source: KubeconfigSource, readText: (path: string) => string): void {
  if (source.kind === 'in-cluster') return;
  const texts = source.kind === 'inline' ? [source.yaml] : source.paths.map(readText);
  for (const secret of texts.flatMap(secretsIn)) maskSecret(secret);
}
