import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { ActionError } from '../errors.js';
import type { Environment } from '../inputs/host.js';
import { formatDuration } from '../text/format.js';
import { type Pause, pause as pauseFor, steadyNow } from '../time/pulse.js';
import { install } from './cache.js';
import { type Download, tryDownload } from './download.js';
import {
  describeDownload,
  describeRetry,
  explainDisk,
  explainFailure,
  explainSum,
  isPassing,
  type Place,
} from './failure.js';
import { putInPlace } from './put.js';
import { type Entry, isThere, type SetUp } from './set-up.js';
import { sourceOf } from './source.js';

/** What fetching needs from outside. */
export interface Fetching {
  /** Proxies and authorities. */
  readonly env: Environment;
  readonly platform: string;
  readonly mirror: string | undefined;
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
  readonly pause?: Pause;
  /** How long nothing may come, in s. */
  readonly silentSeconds?: number;
}

/** Before the second try, the third, and so on. */
const PAUSES_MS = [1_000, 2_000, 4_000];
const ARCHIVE = '.download';

/**
 * Fetches all that is missing, side by side, and puts it into the cache when it is verified. Throws the first
 * ActionError when all others have ended too; throws what aborted `signal`.
 */
export async function fetchMissing(
  { missing, cache }: Pick<SetUp, 'missing' | 'cache'>,
  fetching: Fetching,
): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([fetching.signal, failed.signal]);
  let first: ActionError | undefined;
  const fetchOne = async (entry: Entry): Promise<void> => {
    try {
      await install(
        entry.folder,
        (folder) => fill(entry, folder, { ...fetching, signal }),
        () => isThere(entry, cache),
      );
    } catch (error) {
      if (signal.aborted) return;
      first = error instanceof ActionError ? error : explainDisk(entry.wanted, cache.root, error);
      failed.abort();
    }
  };
  await Promise.all(missing.map(fetchOne));
  fetching.signal.throwIfAborted();
  if (first !== undefined) throw first;
}

/** Nothing of a download is looked into before its sum is known to be right, where the table has one for it. */
async function fill({ wanted, sums }: Entry, folder: string, fetching: Fetching): Promise<void> {
  const { platform, mirror, say } = fetching;
  const startedAt = steadyNow();
  const { url, holds } = sourceOf(wanted, platform, mirror);
  const place: Place = { wanted, url: withoutLogin(url), isMirror: mirror !== undefined };
  const path = join(folder, ARCHIVE);
  const { bytes, sha256 } = await download(new URL(url), path, { place, fetching });
  if (sums.kind === 'download' && sums.sha256 !== sha256)
    throw explainSum(place, sums.sha256, sha256);
  await putInPlace(path, folder, { place, holds, sums });
  say(describeDownload(wanted, bytes, formatDuration(steadyNow() - startedAt)));
}

interface Trying {
  readonly place: Place;
  readonly fetching: Fetching;
}

async function download(url: URL, path: string, { place, fetching }: Trying): Promise<Download> {
  const { env, signal, say, silentSeconds, pause = pauseFor } = fetching;
  const limit = silentSeconds === undefined ? {} : { silentSeconds };
  for (let tries = 1; ; tries += 1) {
    const file = await open(path, 'w', 0o600);
    const end = await tryDownload({ url, file, env, signal, ...limit }).finally(() => file.close());
    if (end.kind === 'done') return end;
    const pauseMs = PAUSES_MS[tries - 1];
    if (!isPassing(end) || pauseMs === undefined) throw explainFailure(place, end, tries);
    say(describeRetry(place, end, formatDuration(pauseMs)));
    await pause(pauseMs, signal);
    signal.throwIfAborted();
  }
}

function withoutLogin(url: string): string {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  return shown.href;
}
