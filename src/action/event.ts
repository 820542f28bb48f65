import { readFileSync } from 'node:fs';
import type { Event } from '../comment/pull-request.js';
import type { Frontend } from '../run/frontend.js';

/** The event that started the run. One that cannot be read tells of no pull request; the commit may. */
export function readEvent(env: Frontend['env']): Event {
  const { GITHUB_EVENT_NAME: name = '', GITHUB_SHA: sha = '', GITHUB_EVENT_PATH: path } = env;
  try {
    return { name, sha, payload: JSON.parse(readFileSync(path ?? '', 'utf8')) as unknown };
  } catch {
    return { name, sha, payload: undefined };
  }
}
