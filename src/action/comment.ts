import { putComment, type Request } from '../comment/comment.js';
import { adviseOnWriting } from '../comment/failure.js';
import { findOrigin, type Origin } from '../comment/pull-request.js';
import { isGood } from '../diagnosis/diagnosis.js';
import type { Inputs } from '../inputs/inputs.js';
import { escapePlainText } from '../text/escape.js';
import { renderComment } from '../report/comment.js';
import type { Published } from '../run/frontend.js';
import { readEvent } from './event.js';
import { askGitHub } from './github-access.js';
import { openComments } from './github-comments.js';

/** Whom GitHub is asked for, and until when. */
export interface CommentWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborts when nothing more may be begun. */
  readonly cancelled: AbortSignal;
  /** For all requests together. */
  readonly limitMs?: number;
  /** A line of the log, and a warning; both are of plain text. */
  readonly say: (text: string) => void;
  readonly warn: (text: string) => void;
}

/** What of the inputs says how to comment. */
type CommentInputs = Pick<Inputs, 'comment' | 'githubToken'> & Partial<Pick<Inputs, 'command'>>;

/**
 * Keeps the comment on the run's pull request. Never throws, and ends in time: what fails is one warning. No secret may
 * be left in `published`.
 */
export async function comment(
  published: Published,
  inputs: CommentInputs,
  { env, cancelled, limitMs, say, warn }: CommentWorld,
): Promise<void> {
  const origin = findOrigin(readEvent(env));
  const onRefusal = adviseOnWriting(origin.kind === 'pull-request' && origin.isReadOnly);
  const done = await askGitHub(
    async (session) => {
      const request = { origin, ...makeRequest(published, inputs, env) };
      return await putComment(openComments(session), request);
    },
    { env, token: inputs.githubToken, cancelled, limitMs, onRefusal },
  );
  if (done.kind === 'answered') say(escapePlainText(done.answer));
  else warn(escapePlainText(describe(done.why, origin)));
}

function makeRequest(
  published: Published,
  { comment: policy, command }: CommentInputs,
  env: CommentWorld['env'],
): Omit<Request, 'origin'> {
  const { release, namespace, diagnosis, links } = published;
  const { GITHUB_JOB: job = '', GITHUB_RUN_ID: id = '', GITHUB_RUN_ATTEMPT: attempt = '1' } = env;
  const kind = command === 'plan' ? command : undefined;
  const environment = policy.environment ?? job;
  return {
    marker: { release, namespace, environment, kind, run: `${id}/${attempt}` },
    isWanted: policy.when === 'always' || !isGood(diagnosis),
    isNamed: policy.environment !== undefined,
    renderBody: () => renderComment(diagnosis, published, links),
  };
}

/** What is missing, why, and that nothing else is. */
function describe(why: string, origin: Origin): string {
  const isPull = origin.kind === 'pull-request';
  const pull = isPull ? `pull request #${String(origin.number)}` : 'the pull request';
  return `The comment on ${pull} could not be brought up to date: ${why} The deploy is not affected.`;
}
