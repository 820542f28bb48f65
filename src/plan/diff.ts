import { structuredPatch } from 'diff';
import { dump } from 'js-yaml';
import type { Mapping } from '../text/yaml.js';

const CONTEXT_LINES = 3;

/** A unified diff of two objects as YAML, without the names of files; `before` is undefined of a new object. */
export function diffObjects(before: Mapping | undefined, after: Mapping): readonly string[] {
  const from = before === undefined ? '' : toYaml(before);
  const { hunks } = structuredPatch('', '', from, toYaml(after), '', '', {
    context: CONTEXT_LINES,
  });
  return hunks.flatMap(({ oldStart, newStart, lines }) => [
    ...(before === undefined ? [] : [`@@ -${String(oldStart)} +${String(newStart)} @@`]),
    ...lines,
  ]);
}

/** In the order of the keys: another order is no change. */
function toYaml(object: Mapping): string {
  return dump(object, { sortKeys: true, lineWidth: -1, noRefs: true });
}
