import { complainOfDeparture } from './bounds.js';
import { type Mapping, readYaml } from '../text/yaml.js';
import type { Host, Place } from './host.js';
import { quote } from './problems.js';

/** Where the credentials come from; `paths` is a list in the meaning of $KUBECONFIG, absolute. */
export type Source =
  | { readonly kind: 'inline'; readonly yaml: string; readonly mapping: Mapping }
  | { readonly kind: 'files'; readonly paths: readonly string[] }
  | { readonly kind: 'in-cluster' };

/** Where a pod finds its service account. */
export const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

const INPUT = 'kubeconfig';
const EXPECTED = 'a kubeconfig as YAML or base64, or its path';
const NOT_DEFINED =
  'An undefined secret is an empty string. Check that it is set for this repository or environment.';

/**
 * Where the kubeconfig is: the input, else as kubectl looks for it: $KUBECONFIG, ~/.kube/config, the pod that we run
 * in. Undefined, and reported, where there is none.
 */
export function findSource(given: string, place: Place): Source | undefined {
  return given.trim() === '' ? findDefault(place) : readGiven(given, place);
}

function findDefault({ host, report }: Place): Source | undefined {
  const listed = splitList(host.env['KUBECONFIG'] ?? '', host, host.workspace);
  const paths = listed.length > 0 ? listed : [host.resolve(host.home, '.kube/config')];
  if (paths.some((path) => host.kindOf(path) === 'file')) return { kind: 'files', paths };
  if (listed.length === 0 && isPod(host)) return { kind: 'in-cluster' };
  const where = quote(paths.join(':'));
  const got =
    listed.length > 0
      ? `nothing, and no file in $KUBECONFIG exists: ${where}`
      : `nothing, and there is no $KUBECONFIG, no ${where} and no service account`;
  report({ input: INPUT, expected: EXPECTED, got, hint: NOT_DEFINED });
  return undefined;
}

function isPod(host: Host): boolean {
  return (
    host.env['KUBERNETES_SERVICE_HOST'] !== undefined &&
    host.kindOf(`${SERVICE_ACCOUNT}/token`) === 'file'
  );
}

function readGiven(given: string, place: Place): Source | undefined {
  const { host, folder, report } = place;
  const text = given.trim();
  const decoded = decodeBase64(text);
  if (decoded !== undefined) return decoded;
  const paths = text.includes('\n') ? [] : splitList(text, host, folder);
  if (paths.some((path) => host.kindOf(path) === 'file')) {
    reportDepartures(text, place);
    return { kind: 'files', paths };
  }
  const reading = readYaml(given);
  if (reading.kind === 'mapping') return { kind: 'inline', yaml: given, mapping: reading.mapping };
  if (/^(\/|\.{1,2}\/|~\/).*$/.test(text)) {
    const hint = 'Check that an earlier step creates it.';
    report({ input: INPUT, expected: EXPECTED, got: `${quote(text)}, which does not exist`, hint });
    return undefined;
  }
  const got = `${text.length} characters: ${reading.kind === 'wrong' ? reading.got : 'only comments'}, and not the path of a file`;
  report({ input: INPUT, expected: EXPECTED, got, hint: 'Is the secret complete?' });
  return undefined;
}

function reportDepartures(list: string, place: Place): void {
  for (const path of list.split(':')) {
    const departure = path.startsWith('~/') ? undefined : complainOfDeparture(path, place);
    if (departure !== undefined) place.report({ input: INPUT, ...departure });
  }
}

/** What is behind base64, or undefined where it is not base64 of YAML. */
function decodeBase64(text: string): Source | undefined {
  const packed = text.replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]{8,}={0,2}$/.test(packed)) return undefined;
  try {
    const bytes = Uint8Array.from(atob(packed), (char) => char.charCodeAt(0));
    const yaml = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const reading = readYaml(yaml);
    return reading.kind === 'mapping'
      ? { kind: 'inline', yaml, mapping: reading.mapping }
      : undefined;
  } catch {
    return undefined;
  }
}

function splitList(list: string, host: Host, folder: string): readonly string[] {
  const paths = list.split(':').filter((path) => path !== '');
  return paths.map((path) => host.resolve(folder, path.replace(/^~\//, `${host.home}/`)));
}
