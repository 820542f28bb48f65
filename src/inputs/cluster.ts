import type { KubeconfigFile } from '../kubeconfig/entries.js';
import { readYaml } from '../text/yaml.js';
import { complainOfEncoding } from './encoding.js';
import type { Host, Place } from './host.js';
import { findSource, SERVICE_ACCOUNT, type Source } from './kube-source.js';
import { type KubeContext, readContext, WHOLE } from './kubeconfig.js';
import { checkLoginFiles, checkPlugin } from './login-files.js';
import { quote } from './problems.js';

/** Where the credentials come from, and what is there. */
export type KubeconfigSource =
  /** `yaml` is the text of the input. */
  | { readonly kind: 'inline'; readonly yaml: string; readonly files: readonly KubeconfigFile[] }
  /** `paths` is a list in the meaning of $KUBECONFIG, absolute. */
  | {
      readonly kind: 'files';
      readonly paths: readonly string[];
      readonly files: readonly KubeconfigFile[];
    }
  | { readonly kind: 'in-cluster' };

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
  const files = readFiles(source, place);
  if (files === undefined) return NOWHERE;
  const reading = readContext(files, wanted);
  if (reading.kind === 'wrong') {
    place.report(reading.problem);
    return NOWHERE;
  }
  const { namespace = 'default', server } = reading.context;
  checkLogin(reading.context, source.kind === 'inline', place);
  return { kubeconfig: { ...source, files }, namespace, server };
}

/** A kubeconfig that is given as text has no folder that relative paths could start from. */
function checkLogin({ paths, plugin }: KubeContext, isInline: boolean, place: Place): void {
  const relative = isInline ? paths.filter(({ path }) => !path.startsWith('/')) : [];
  if (relative.length > 0) {
    place.report({
      input: INPUT,
      expected: 'no relative paths in a kubeconfig given as text',
      got: quote(relative.map(({ path }) => path).join(', ')),
      hint: 'Make one without relative paths with kubectl config view --raw --minify --flatten, or give the path of the kubeconfig.',
    });
  }
  checkLoginFiles(
    paths.filter((path) => !relative.includes(path)),
    place,
  );
  if (plugin !== undefined) checkPlugin(plugin, place);
}

/**
 * Undefined where one of them cannot be read, which is reported. As kubectl does, a file that is missing is passed
 * over.
 */
function readFiles(
  source: Exclude<Source, { kind: 'in-cluster' }>,
  { host, report }: Place,
): readonly KubeconfigFile[] | undefined {
  if (source.kind === 'inline') return [{ path: 'the text of the input', mapping: source.mapping }];
  const files: KubeconfigFile[] = [];
  for (const path of source.paths.filter((each) => host.kindOf(each) === 'file')) {
    const text = readText(path, host);
    if (text === undefined) {
      const hint = "Check the file's permissions.";
      report({ input: INPUT, expected: 'a file that can be read', got: quote(path), hint });
      return undefined;
    }
    const read = parse(path, text, report);
    if (read === undefined) return undefined;
    files.push(...read);
  }
  return files;
}

function readText(path: string, host: Host): string | undefined {
  try {
    return host.readText(path);
  } catch {
    return undefined;
  }
}

function parse(
  path: string,
  text: string,
  report: Place['report'],
): readonly KubeconfigFile[] | undefined {
  const encoding = complainOfEncoding(text, quote(path));
  if (encoding !== undefined) {
    report({ input: INPUT, ...encoding });
    return undefined;
  }
  const reading = readYaml(text);
  if (reading.kind === 'mapping') return [{ path, mapping: reading.mapping }];
  if (reading.kind === 'empty') return [];
  report({ input: INPUT, expected: 'YAML', got: `${reading.got} (${path})`, hint: WHOLE });
  return undefined;
}

function describePod(wanted: string | undefined, { host, report }: Place): Cluster {
  if (wanted !== undefined) {
    report({
      input: 'kube-context',
      expected: 'a kubeconfig to go with it',
      got: `${quote(wanted)} without a kubeconfig`,
      hint: "Without a kubeconfig, the service account of the runner's Pod is used, which has no contexts.",
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
