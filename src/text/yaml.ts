import { CORE_SCHEMA, load, loadAll, mergeTag, YAMLException } from 'js-yaml';

/** A mapping read from YAML; its keys may be anything. */
export type Mapping = Readonly<Record<string, unknown>>;

/** What a YAML text is: a mapping, nothing at all, or something else in words that hold none of it. */
export type Reading =
  | { readonly kind: 'mapping'; readonly mapping: Mapping }
  | { readonly kind: 'empty' }
  | { readonly kind: 'wrong'; readonly got: string };

const GO_SCHEMA = CORE_SCHEMA.withTags(mergeTag);

/** Reads one YAML document. What is wrong is told by line, never by content, which may be secret. */
export function readYaml(text: string): Reading {
  // js-yaml 5 throws on a document with nothing in it.
  if (text.split('\n').every((line) => /^\s*(#|---\s*$|\.\.\.\s*$|$)/.test(line)))
    return { kind: 'empty' };
  let value: unknown;
  try {
    // As Go's reader: `n` and `on` are text, merge keys count, and the last of two equal keys wins.
    value = load(text, { schema: GO_SCHEMA, json: true });
  } catch (error) {
    return { kind: 'wrong', got: describe(error) };
  }
  if (isMapping(value)) return { kind: 'mapping', mapping: value };
  if (value === null || value === undefined) return { kind: 'empty' };
  return { kind: 'wrong', got: Array.isArray(value) ? 'a YAML list' : 'a single value' };
}

/** All documents of a YAML text; undefined where it is not YAML. */
export function readDocuments(text: string): readonly unknown[] | undefined {
  try {
    return loadAll(text, { schema: GO_SCHEMA, json: true });
  } catch {
    return undefined;
  }
}

/** Whether a value read from YAML is a mapping. */
export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value that is a text and not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A value that is a mapping, else an empty one. */
export function mappingOf(value: unknown): Mapping {
  return isMapping(value) ? value : {};
}

/** A value that is a list, else an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The documents of what `helm template` renders, each as its text. */
export function splitDocuments(manifest: string): readonly string[] {
  return manifest.split(/^---(?:[ \t].*)?$/m);
}

function describe(error: unknown): string {
  const line = error instanceof YAMLException ? error.mark?.line : undefined;
  return line === undefined ? 'text that is not YAML' : `text that is not YAML in line ${line + 1}`;
}
