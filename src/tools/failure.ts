import { ActionError } from '../errors.js';
import type { Wanted } from './source.js';

/** Why a download is not there. */
export type Failure =
  | { readonly kind: 'answer'; readonly status: number }
  | { readonly kind: 'network'; readonly why: string }
  | { readonly kind: 'certificate'; readonly why: string }
  /** `of` is the size that was announced. */
  | { readonly kind: 'cut'; readonly bytes: number; readonly of: number | undefined }
  | { readonly kind: 'silent'; readonly seconds: number }
  | { readonly kind: 'too-large'; readonly limit: number }
  | { readonly kind: 'redirect'; readonly to: string };

/** A tool, and where it was asked for. */
export interface Place {
  readonly wanted: Wanted;
  /** Without a login. */
  readonly url: string;
  readonly isMirror: boolean;
}

const ASK_LATER = [408, 429];

/** Whether the next try may be better. */
export function isPassing(failure: Failure): boolean {
  switch (failure.kind) {
    case 'answer':
      return failure.status >= 500 || ASK_LATER.includes(failure.status);
    case 'network':
    case 'cut':
    case 'silent':
      return true;
    case 'certificate':
    case 'too-large':
    case 'redirect':
      return false;
    default:
      return failure satisfies never;
  }
}

/** What happened, as a phrase that goes on a sentence. */
export function describeFailure(failure: Failure): string {
  switch (failure.kind) {
    case 'answer':
      return `the server answered ${String(failure.status)}`;
    case 'network':
      return failure.why;
    case 'certificate':
      return `the server's certificate is not trusted (${failure.why})`;
    case 'cut':
      return `the connection ended after ${formatBytes(failure.bytes)}${failure.of === undefined ? '' : ` of ${formatBytes(failure.of)}`}`;
    case 'silent':
      return `nothing came for ${String(failure.seconds)} s`;
    case 'too-large':
      return `it is larger than ${formatBytes(failure.limit)}`;
    case 'redirect':
      return `it leads to ${failure.to}`;
    default:
      return failure satisfies never;
  }
}

/** The error of a download that failed after so many tries. */
export function explainFailure(place: Place, failure: Failure, tries: number): ActionError {
  const times = tries > 1 ? ` (${String(tries)} attempts)` : '';
  const what = `${nameTool(place.wanted)} cannot be downloaded from ${place.url}: ${describeFailure(failure)}${times}.`;
  return new ActionError('missing-tool', what, advise(place, failure));
}

function advise({ wanted, url, isMirror }: Place, failure: Failure): string {
  const { tool } = wanted;
  const otherwise = `or install ${tool} in an earlier step`;
  const host = new URL(url).host;
  const isMissing = failure.kind === 'answer' && (failure.status === 404 || failure.status === 410);
  if (isMissing && isMirror)
    return `Put the file into the mirror at this path, correct "tools-mirror", ${otherwise}.`;
  if (isMissing) return `Check "${tool}-version": its publisher has no such file.`;
  if (failure.kind === 'certificate')
    return `Add the authority that signed it to the runner's, or name its file in $NODE_EXTRA_CA_CERTS.`;
  if (failure.kind === 'answer' && failure.status < 500)
    return `Check what the proxy or the mirror allows, ${otherwise}.`;
  return `Check that the runner reaches ${host}. Set $HTTPS_PROXY behind a proxy, "tools-mirror" in a closed network, ${otherwise}.`;
}

/** The error of a download that is not what the table says. */
export function explainSum(
  { wanted, url, isMirror }: Place,
  expected: string,
  got: string,
): ActionError {
  const where = isMirror
    ? 'Compare the file in the mirror with its publisher'
    : 'Run the job again';
  return new ActionError(
    'untrusted-tool',
    `${nameTool(wanted)} from ${url} is not what was expected: its SHA-256 is ${got}, expected ${expected}.`,
    `${where}. Nothing of the download was used. Only if the publisher confirms the other sum, add it to "tool-checksums".`,
  );
}

/** The error of an archive whose sum is right, or of which no sum is known, and that cannot be unpacked. */
export function explainArchive({ wanted, url }: Place, why: string): ActionError {
  return new ActionError(
    'untrusted-tool',
    `${nameTool(wanted)} from ${url} cannot be unpacked: ${why}.`,
    `Check the file at this address. Nothing of it was used.`,
  );
}

const SHOWN_FILES = 3;

/** The error of a helm-secrets whose files are not those of its release. */
export function explainFiles({ wanted, url }: Place, wrong: readonly string[]): ActionError {
  const shown = wrong.slice(0, SHOWN_FILES).join('; ');
  const more = wrong.length > SHOWN_FILES ? `; and ${String(wrong.length - SHOWN_FILES)} more` : '';
  return new ActionError(
    'untrusted-tool',
    `${nameTool(wanted)} from ${url} is not what was expected: ${shown}${more}.`,
    'Compare the archive with the release. Nothing of the download was used.',
  );
}

/** The error of a version of which no sum is known, so that nobody could tell whether it is the right one. */
export function explainUnknown(
  { tool, version }: Wanted,
  platform: string,
  known: readonly string[],
): ActionError {
  const isPlugin = tool === 'helm-secrets';
  const line = isPlugin
    ? 'helm-secrets <version> <file> <SHA-256>'
    : `${tool} ${version} ${platform} <SHA-256>`;
  const what = `${tool} ${version}${isPlugin ? '' : ` for ${platform}`} is not in the table of checksums, so a download of it could not be verified.`;
  return new ActionError(
    'missing-tool',
    what,
    `Use one of ${known.slice(0, 6).join(', ')}, or add ${isPlugin ? 'a line for each of its files' : 'its sum'} to "tool-checksums": "${line}". docs/tools.md says where publishers have it.`,
  );
}

/** The error of a disk that does not take a tool. */
export function explainDisk(wanted: Wanted, folder: string, cause: unknown): ActionError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new ActionError(
    'file-error',
    `${nameTool(wanted)} cannot be saved in "${folder}": ${why}.`,
    'Check the space and the permissions there. It is below $RUNNER_TOOL_CACHE, or $RUNNER_TEMP where that is not writable.',
    { cause },
  );
}

/** The line of a download that went well. */
export function describeDownload(wanted: Wanted, bytes: number, duration: string): string {
  return `Downloaded ${nameTool(wanted)} (${formatBytes(bytes)}) in ${duration}`;
}

/** The line of a download that is tried again. */
export function describeRetry({ wanted }: Place, failure: Failure, pause: string): string {
  return `Download of ${nameTool(wanted)}: ${describeFailure(failure)}. Trying again in ${pause}.`;
}

function nameTool({ tool, version }: Wanted): string {
  return `${tool} ${version}`;
}

const MB = 1_000_000;

function formatBytes(bytes: number): string {
  if (bytes < 10_000) return `${String(bytes)} bytes`;
  if (bytes < MB) return `${String(Math.round(bytes / 1_000))} kB`;
  return `${bytes < 10 * MB ? (bytes / MB).toFixed(1) : String(Math.round(bytes / MB))} MB`;
}
