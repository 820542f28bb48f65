import type { FoundComment } from '../comment/choose.js';
import type { GitHub } from '../comment/comment.js';
import { mappingOf } from '../text/yaml.js';
import type { Session } from './github-client.js';
import { checkList, collect, NO_ANSWER, PAGE } from './github-lists.js';
import { listPulls } from './github-pulls.js';

/**
 * GitHub's REST API (2022-11-28) as far as comments need it: https://docs.github.com/en/rest/issues/comments.
 * A comment is created once at most.
 */
export function openComments(session: Session): GitHub {
  const { client, asking, place } = session;
  const { signal } = place.request;
  return {
    listPulls: (sha) => listPulls(session, sha),
    askViewer: async () => {
      const query = 'query { viewer { login } }';
      const answer: unknown = await asking.graphql(query, { request: { signal } });
      return readLogin(answer);
    },
    listComments: (pull) =>
      collect(async (page) => {
        const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
        const asked = { ...place, issue_number: pull, per_page: PAGE, page };
        return checkList((await client.request(route, asked)).data).map(toComment);
      }),
    create: async (pull, body) => {
      const once = { ...place, request: { signal, retries: 0 } };
      const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
      await client.request(route, { ...once, issue_number: pull, body });
    },
    update: async (id, body) => {
      const route = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';
      await client.request(route, { ...place, comment_id: id, body });
    },
    remove: async (id) => {
      const route = 'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}';
      await client.request(route, { ...place, comment_id: id });
    },
  };
}

function readLogin(answer: unknown): string {
  const { login } = mappingOf(mappingOf(answer)['viewer']);
  if (typeof login !== 'string') throw new Error(NO_ANSWER);
  return login;
}

function toComment(comment: {
  readonly id: number | bigint;
  readonly body?: string;
  readonly user: { readonly login: string; readonly type?: string } | null;
}): FoundComment {
  const { id, body, user } = comment;
  return {
    id: Number(id),
    body: body ?? '',
    login: user?.login ?? '',
    isBot: user?.type === 'Bot',
  };
}
