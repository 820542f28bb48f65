import { ADVICE_ON_READING } from '../comment/failure.js';
import { findOrigin, findPull } from '../comment/pull-request.js';
import { endSentence } from '../text/format.js';
import type { ChangedFiles } from '../plan/migration-files.js';
import type { Frontend } from '../run/frontend.js';
import { readEvent } from './event.js';
import { askGitHub } from './github-access.js';
import { listFiles, listPulls } from './github-pulls.js';

/** With what GitHub is asked, and until when. */
export interface FilesWorld {
  readonly env: Frontend['env'];
  readonly token: string | undefined;
  readonly cancelled: AbortSignal;
  readonly limitMs?: number | undefined;
}

const NO_PULL = 'Run the plan on "pull_request" events, or leave "migrations-path" out.';

/** Lists the files that the run's pull request changes. Never throws, and ends in time. */
export async function listChangedFiles(world: FilesWorld): Promise<ChangedFiles> {
  const origin = findOrigin(readEvent(world.env));
  const asked = await askGitHub<ChangedFiles>(
    async (session) => {
      const pull = await findPull(origin, (sha) => listPulls(session, sha));
      if (typeof pull === 'string')
        return { kind: 'unknown', why: `${endSentence(pull)} ${NO_PULL}` };
      return { kind: 'known', pull, ...(await listFiles(session, pull)) };
    },
    { ...world, onRefusal: ADVICE_ON_READING },
  );
  return asked.kind === 'answered' ? asked.answer : { kind: 'unknown', why: asked.why };
}
