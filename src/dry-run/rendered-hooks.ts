import { type Hook, readHooks } from '../helm/hook.js';
import { metadataOf, readAllObjects } from '../helm/manifest.js';
import { listEvents } from '../helm/run-order.js';
import { type Mapping, mappingOf, textOf } from '../text/yaml.js';

/** A hook as a chart renders it. */
export interface RenderedHook {
  readonly hook: Hook;
  readonly object: Mapping;
}

const PREFIX = 'helm.sh/hook';

/** The hooks among the objects that `helm template` writes, in its order. */
export function readRenderedHooks(text: string, namespace: string): readonly RenderedHook[] {
  return readAllObjects(text).flatMap((object) => {
    const annotations = mappingOf(metadataOf(object)['annotations']);
    const events = listWords(annotations[PREFIX]);
    if (events.length === 0) return [];
    const record = {
      kind: object['kind'],
      name: metadataOf(object)['name'],
      manifest: JSON.stringify(object),
      events,
      weight: readWeight(annotations[`${PREFIX}-weight`]),
    };
    return readHooks([record], namespace, '').map((hook) => ({ hook, object }));
  });
}

/** Those that run before the workloads, for the operation that a deploy would be. */
export function listBefore(
  hooks: readonly RenderedHook[],
  operation: 'install' | 'upgrade',
): readonly RenderedHook[] {
  const [before = ''] = listEvents(operation);
  return hooks.filter(({ hook }) => hook.events.includes(before));
}

function listWords(value: unknown): readonly string[] {
  return (textOf(value) ?? '')
    .split(',')
    .map((word) => word.trim().toLowerCase())
    .filter((word) => word !== '');
}

/** What is no number is 0 for Helm (`calculateHookWeight` in `pkg/release/v1/util/manifest_sorter.go`, v4.3.1). */
function readWeight(value: unknown): number {
  const weight = Number(textOf(value) ?? '0');
  return Number.isInteger(weight) ? weight : 0;
}
