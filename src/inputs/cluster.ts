import { findContext, type KubeconfigSource, type KubeconfigText } from '../kube/kubeconfig.js';
import { readYaml } from '../yaml.js';
import type { Host } from './host.js';
import { quote, type Report } from './problems.js';

/** Which cluster, and what its context says. */
export interface Cluster {
  readonly kubeconfig: KubeconfigSource;
  readonly namespace: string;
  readonly server: string;
}

const INPUT = 'kubeconfig';
const FORMS = 'a kubeconfig as YAML, base64 of it, or a path';
const SECRET = 'A secret that is not defined gives an empty text.';
const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
const NOWHERE: Cluster = { kubeconfig: { kind: 'in-cluster' }, namespace: 'default', server: '' };

interface Asked {
  readonly host: Host;
  readonly folder: string;
  readonly context: string | undefined;
}

/** Finds the cluster: from the input, else as kubectl does: $KUBECONFIG, ~/.kube/config, the pod that we run in. */
export function readCluster(given: string, asked: Asked, report: Report): Cluster {
  const text = given.trim();
  const source = text === '' ? findDefault(asked.host, report) : readGiven(given, asked, report);
  if (source === undefined) return NOWHERE;
  if (source.kind === 'in-cluster') return describePod(asked, report);
  const texts = readTexts(source, asked.host, report);
  if (texts.length === 0) return NOWHERE;
  const reading = findContext(texts, asked.context);
  if (reading.kind === 'wrong') {
    const input =
      asked.context !== undefined && reading.expected.includes(`context "${asked.context}"`)
        ? 'kube-context'
        : INPUT;
    report({ input, expected: reading.expected, got: reading.got, hint: reading.hint });
    return NOWHERE;
  }
  const { relativePaths, namespace, server } = reading.context;
  if (source.kind === 'inline' && relativePaths.length > 0) {
    const hint =
      'Inline them: kubectl config view --raw --minify --flatten. Or give the path of the kubeconfig.';
    report({
      input: INPUT,
      expected: 'no relative paths in a kubeconfig given as text',
      got: quote(relativePaths.join(', ')),
      hint,
    });
  }
  return { kubeconfig: source, namespace: namespace ?? 'default', server };
}

function findDefault(host: Host, report: Report): KubeconfigSource | undefined {
  const listed = splitList(host.env['KUBECONFIG'] ?? '').map((path) =>
    host.resolve(host.workspace, path),
  );
  const paths = listed.length > 0 ? listed : [host.resolve(host.home, '.kube/config')];
  if (paths.some((path) => host.kindOf(path) === 'file')) return { kind: 'files', paths };
  if (listed.length > 0) {
    report({
      input: INPUT,
      expected: FORMS,
      got: `nothing, and no file of $KUBECONFIG exists: ${quote(listed.join(':'))}`,
      hint: SECRET,
    });
    return undefined;
  }
  if (host.env['KUBERNETES_SERVICE_HOST'] && host.kindOf(`${SERVICE_ACCOUNT}/token`) === 'file')
    return { kind: 'in-cluster' };
  report({
    input: INPUT,
    expected: FORMS,
    got: `nothing, with no $KUBECONFIG, no ${quote(paths.join(':'))} and no service account`,
    hint: SECRET,
  });
  return undefined;
}

function readGiven(
  given: string,
  { host, folder }: Asked,
  report: Report,
): KubeconfigSource | undefined {
  const text = given.trim();
  const decoded = decodeBase64(text);
  if (decoded !== undefined) return { kind: 'inline', yaml: decoded };
  if (!text.includes('\n')) {
    const paths = splitList(text).map((path) =>
      host.resolve(folder, path.replace(/^~\//, `${host.home}/`)),
    );
    if (paths.some((path) => host.kindOf(path) === 'file')) return { kind: 'files', paths };
    if (/^(\/|\.{1,2}\/|~\/)/.test(text)) {
      report({
        input: INPUT,
        expected: FORMS,
        got: `${quote(text)}, which is no file`,
        hint: 'Does a step before write it?',
      });
      return undefined;
    }
  }
  const reading = readYaml(given);
  if (reading.kind === 'mapping') return { kind: 'inline', yaml: given };
  const got = reading.kind === 'wrong' ? reading.got : 'nothing but comments';
  report({
    input: INPUT,
    expected: FORMS,
    got: `${text.length} characters: ${got}, and no such file`,
    hint: 'Is the secret whole?',
  });
  return undefined;
}

/** The text behind base64, or undefined where it is not base64 of YAML. */
function decodeBase64(text: string): string | undefined {
  const packed = text.replace(/\s+/g, '');
  if (packed.length < 8 || !/^[A-Za-z0-9+/]+={0,2}$/.test(packed)) return undefined;
  try {
    const bytes = Uint8Array.from(atob(packed), (char) => char.charCodeAt(0));
    const decoded = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return readYaml(decoded).kind === 'mapping' ? decoded : undefined;
  } catch {
    return undefined;
  }
}

function readTexts(
  source: Exclude<KubeconfigSource, { kind: 'in-cluster' }>,
  host: Host,
  report: Report,
): readonly KubeconfigText[] {
  if (source.kind === 'inline') return [{ name: 'the text of the input', yaml: source.yaml }];
  // As kubectl does, a file of the list that is missing is passed over.
  return source.paths
    .filter((path) => host.kindOf(path) === 'file')
    .flatMap((path) => {
      try {
        return [{ name: path, yaml: host.readText(path) }];
      } catch {
        report({
          input: INPUT,
          expected: 'a file that can be read',
          got: quote(path),
          hint: 'Check the rights of the file.',
        });
        return [];
      }
    });
}

function describePod({ host, context }: Asked, report: Report): Cluster {
  if (context !== undefined) {
    report({
      input: 'kube-context',
      expected: 'a kubeconfig beside it',
      got: `${quote(context)} and none`,
      hint: 'In a pod the service account is used, which has no contexts.',
    });
  }
  const path = `${SERVICE_ACCOUNT}/namespace`;
  const namespace = host.kindOf(path) === 'file' ? host.readText(path).trim() : '';
  const { KUBERNETES_SERVICE_HOST: name = '', KUBERNETES_SERVICE_PORT: port = '443' } = host.env;
  const server = `https://${name.includes(':') ? `[${name}]` : name}:${port}`;
  return {
    kubeconfig: { kind: 'in-cluster' },
    namespace: host.env['POD_NAMESPACE'] || namespace || 'default',
    server,
  };
}

function splitList(paths: string): readonly string[] {
  return paths.split(':').filter((path) => path !== '');
}
