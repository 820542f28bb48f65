import { type Blocks, code, link, paragraph, type Phrase } from '../document.js';
import type { Links } from '../links.js';

const SHORT_COMMIT_LENGTH = 7;

/** Where to look next, in one line; none where no link is known. */
export function describeLinks({ run, commit, source }: Links): Blocks {
  const links: readonly Phrase[] = [
    ...(run === undefined ? [] : [[link(run, 'Workflow run')]]),
    ...(commit === undefined
      ? []
      : [[link(commit.url, 'Commit ', code(commit.sha.slice(0, SHORT_COMMIT_LENGTH)))]]),
    ...(source === undefined ? [] : [nameSource(source)]),
  ];
  if (links.length === 0) return [];
  return [paragraph(...links.flatMap((it, index) => (index === 0 ? it : [' · ', ...it])))];
}

/** The file of the migration, as a link where there is one. */
export function nameSource({ path, line, url }: NonNullable<Links['source']>): Phrase {
  const place = [code(path), line === undefined ? '' : `, line ${String(line)}`];
  return url === undefined ? place : [link(url, ...place)];
}
