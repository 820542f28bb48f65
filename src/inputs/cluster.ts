import { findContext, type KubeconfigSource, type KubeconfigText } from './kubeconfig.js';
import type { Host, Place } from './host.js';
import { findSource, SERVICE_ACCOUNT } from './kube-source.js';
import { quote } from './problems.js';

/** Which cluster, and what its context says. */
export interface Cluster {
  readonly kubeconfig: KubeconfigSource;
  readonly namespace: string;
  readonly server: string;
}

const INPUT = 'kubeconfig';
/** Stands in where something was reported, so that reading goes on. */
const NOWHERE: Cluster = { kubeconfig: { kind: 'in-cluster' }, namespace: 'default', server: '' };

/** Finds the cluster that `kubeconfig` and `kube-context` name; what is wrong with them is reported. */
export function readCluster(given: string, wanted: string | undefined, place: Place): Cluster {
  const source = findSource(given, place);
  if (source === undefined) return NOWHERE;
  if (source.kind === 'in-cluster') return describePod(wanted, place);
  const texts = readTexts(source, place);
  const reading = findContext(texts, wanted);
  if (reading.kind === 'wrong') {
    // Files that could not be read are reported already.
    if (texts.length > 0) place.report(reading.problem);
    return NOWHERE;
  }
  const { relativePaths, namespace = 'default', server } = reading.context;
  if (source.kind === 'inline' && relativePaths.length > 0) {
    place.report({
      input: INPUT,
      expected: 'no relative paths in a kubeconfig that is given as text',
      got: quote(relativePaths.join(', ')),
      hint: 'Make one without: kubectl config view --raw --minify --flatten. Or give its path.',
    });
  }
  return { kubeconfig: source, namespace, server };
}

function readTexts(
  source: Exclude<KubeconfigSource, { kind: 'in-cluster' }>,
  { host, report }: Place,
): readonly KubeconfigText[] {
  if (source.kind === 'inline') return [{ name: 'the text of the input', yaml: source.yaml }];
  // As kubectl does, a file of the list that is missing is passed over.
  const paths = source.paths.filter((path) => host.kindOf(path) === 'file');
  return paths.flatMap((path) => {
    try {
      return [{ name: path, yaml: host.readText(path) }];
    } catch {
      const hint = 'Check the rights of the file.';
      report({ input: INPUT, expected: 'a file that can be read', got: quote(path), hint });
      return [];
    }
  });
}

function describePod(wanted: string | undefined, { host, report }: Place): Cluster {
  if (wanted !== undefined) {
    report({
      input: 'kube-context',
      expected: 'a kubeconfig beside it',
      got: `${quote(wanted)} and none`,
      hint: 'In a pod its service account is used, which has no contexts.',
    });
  }
  const { KUBERNETES_SERVICE_HOST: name = '', KUBERNETES_SERVICE_PORT: port = '443' } = host.env;
  const server = `https://${name.includes(':') ? `[${name}]` : name}:${port}`;
  return { kubeconfig: { kind: 'in-cluster' }, namespace: namespaceOfPod(host), server };
}

/** As client-go reads it (v0.35.4, `tools/clientcmd/client_config.go`). */
function namespaceOfPod(host: Host): string {
  const path = `${SERVICE_ACCOUNT}/namespace`;
  const text = host.kindOf(path) === 'file' ? host.readText(path).trim() : '';
  return host.env['POD_NAMESPACE'] || text || 'default';
}
