import { complainOfDeparture } from './bounds.js';
import { type Mapping, readYaml } from '../text/yaml.js';
import { decodeUtf8, readBase64 } from './base64.js';
import type { Host, Place } from './host.js';
import { complainOfUtf16, isUtf16 } from './encoding.js';
import { type Complaint, quote } from './problems.js';

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
  if (decoded?.kind === 'inline') return decoded;
  if (decoded?.kind === 'wrong') {
    report({ input: INPUT, ...decoded.complaint });
    return undefined;
  }
  const paths = text.includes('\n') ? [] : splitList(text, host, folder);
  if (paths.some((path) => host.kindOf(path) === 'file')) {
    reportDepartures(text, place);
    return { kind: 'files', paths };
  }
  const reading = readYaml(given);
  if (reading.kind === 'mapping') return { kind: 'inline', yaml: given, mapping: reading.mapping };
  if (PATH_LIKE.test(text)) {
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

/** Begins as a path does, or is as short as one and ends as a kubeconfig's name does: never a secret. */
const PATH_LIKE =
  /^(?:\/|\.{1,2}\/|~\/).*$|^[\w@~./-]{0,200}(?:\.ya?ml|\.conf|\.config|[/.]?kube-?config|\/config)$/;

type Decoded =
  Extract<Source, { kind: 'inline' }> | { readonly kind: 'wrong'; readonly complaint: Complaint };

/** What is behind base64, or undefined where it is not base64 of YAML, nor something that is easily taken for it. */
function decodeBase64(text: string): Decoded | undefined {
  const bytes = readBase64(text);
  if (bytes === undefined) return undefined;
  if (isUtf16(bytes)) return { kind: 'wrong', complaint: complainOfUtf16('base64 of a file') };
  const yaml = decodeUtf8(bytes);
  if (yaml === undefined) return undefined;
  const reading = readYaml(yaml);
  if (reading.kind === 'mapping') return { kind: 'inline', yaml, mapping: reading.mapping };
  const twice = readBase64(yaml);
  const inner = twice && decodeUtf8(twice);
  if (inner === undefined || readYaml(inner).kind !== 'mapping') return undefined;
  const hint = 'Encode the kubeconfig once only: base64 --wrap=0 kubeconfig. Or give it as YAML.';
  const got = 'base64 of base64';
  return { kind: 'wrong', complaint: { expected: EXPECTED, got, hint } };
}

function splitList(list: string, host: Host, folder: string): readonly string[] {
  const paths = list.split(':').filter((path) => path !== '');
  return paths.map((path) => host.resolve(folder, path.replace(/^~\//, `${host.home}/`)));
}
