import { escapeMarkdown } from '../text/escape.js';
import { type Action, chooseAction, type FoundComment, type Wish } from './choose.js';
import { type Marker, writeMarker } from './marker.js';
import { findPull, type Origin, type Pull } from './pull-request.js';

/** What is asked of GitHub. Each throws where GitHub refuses, or does not answer. */
export interface GitHub {
  /** The pull requests that a commit belongs to. */
  readonly listPulls: (sha: string) => Promise<readonly Pull[]>;
  /** The name of the token's own user. */
  readonly askViewer: () => Promise<string>;
  /** All comments on a pull request, those of every page. */
  readonly listComments: (pull: number) => Promise<readonly FoundComment[]>;
  readonly create: (pull: number, body: string) => Promise<void>;
  readonly update: (id: number, body: string) => Promise<void>;
  readonly remove: (id: number) => Promise<void>;
}

/** A comment that is to be there, or not to be. */
export interface Request extends Wish {
  readonly origin: Origin;
  /** The comment's Markdown. GitHub takes 65,536 characters: it leaves some for the marker and the environment. */
  readonly renderBody: () => string;
}

/** Writes, updates or removes the comment, and returns what was done, in one line. Throws what `github` throws. */
export async function putComment(github: GitHub, request: Request): Promise<string> {
  const pull = await findPull(request.origin, github.listPulls);
  if (typeof pull === 'string') return `${pull}: no comment is written.`;
  // Who we are is asked at the same time: one request is not slower than two.
  const [viewer, comments] = await Promise.all([github.askViewer(), github.listComments(pull)]);
  const action = chooseAction(comments, viewer, request);
  await act(github, action, { pull, request });
  return describe(action, pull, request.marker);
}

async function act(
  github: GitHub,
  action: Action,
  { pull, request }: { readonly pull: number; readonly request: Request },
): Promise<void> {
  switch (action.kind) {
    case 'create':
      await github.create(pull, renderComment(request));
      return;
    case 'update':
      await github.update(action.id, renderComment(request));
      return;
    case 'delete':
      for (const id of action.ids) await github.remove(id);
      return;
    case 'nothing':
      return;
    default:
      return action satisfies never;
  }
}

function describe({ kind }: Action, pull: number, { kind: of }: Marker): string {
  const done = of ?? 'deploy';
  const name = `pull request #${String(pull)}`;
  switch (kind) {
    case 'create':
      return `Commented on ${name}.`;
    case 'update':
      return `Updated the comment on ${name}.`;
    case 'delete':
      return `Removed the comment on ${name}: the ${done} has succeeded.`;
    case 'nothing':
      return `Nothing to say on ${name}: the ${done} has succeeded.`;
    default:
      return kind satisfies never;
  }
}

/** The marker, the text, and the environment where it has a name. */
function renderComment({ marker, isNamed, renderBody }: Request): string {
  const head = `${writeMarker(marker)}\n`;
  const foot = isNamed ? `\n\n${nameEnvironment(marker)}` : '';
  return `${head}${renderBody().trimEnd()}${foot}`;
}

function nameEnvironment({ environment }: Marker): string {
  return `<sub>Environment: ${escapeMarkdown(environment)}</sub>`;
}
