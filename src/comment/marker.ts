import { type Mapping, mappingOf } from '../text/yaml.js';

/** What a comment is of: the deploys or the plans of one release, in one namespace, in one environment. */
export interface Subject {
  readonly release: string;
  readonly namespace: string;
  /** The input `comment-environment`, else the id of the workflow's job. */
  readonly environment: string;
  /** A plan has a comment of its own beside that of the deploy, which has no kind. */
  readonly kind?: 'plan' | undefined;
}

/** What the hidden marker of a comment says. */
export interface Marker extends Subject {
  /** The workflow run that wrote it last, and its attempt. */
  readonly run: string;
}

/** It stands before all else, so that a log which the comment shows cannot hold another one. */
const PATTERN = /^<!-- helm-migrate (\{.*\}) -->/;

/** The marker as an HTML comment of one line, which GitHub does not show and nothing in its texts can end. */
export function writeMarker({ release, namespace, environment, kind, run }: Marker): string {
  const json = JSON.stringify({ release, namespace, environment, kind, run });
  // These letters are only ever within strings of JSON, where they may be written so.
  const safe = json.replaceAll(/[^\x20-\x7e]|[-<>@&]/g, toEscape);
  return `<!-- helm-migrate ${safe} -->`;
}

/** The marker of a comment's text; undefined where it begins with none. */
export function readMarker(body: string): Marker | undefined {
  const [, json] = PATTERN.exec(body) ?? [];
  if (json === undefined) return undefined;
  const { release, namespace, environment, kind, run } = parse(json);
  const texts = [release, namespace, environment, run];
  if (!texts.every((text) => typeof text === 'string')) return undefined;
  if (kind !== undefined && kind !== 'plan') return undefined;
  return { release, namespace, environment, run, ...(kind && { kind }) } as Marker;
}

/** Whether both are of the same release, namespace, environment and kind. */
export function isSameSubject(one: Subject, other: Subject): boolean {
  return (
    one.release === other.release &&
    one.namespace === other.namespace &&
    one.environment === other.environment &&
    one.kind === other.kind
  );
}

function toEscape(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function parse(json: string): Mapping {
  try {
    return mappingOf(JSON.parse(json));
  } catch {
    return {};
  }
}
