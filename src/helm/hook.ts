import { listOf, type Mapping, mappingOf, textOf } from '../text/yaml.js';
import { nameOf, timeOf, wholeOf } from './fields.js';
import { metadataOf, readManifest, readObjects } from './manifest.js';

/** One hook object of a release, as its record lists it. */
export interface Hook {
  readonly kind: string;
  readonly namespace: string;
  /** Of an object whose name the API server makes up (`isNameGenerated`), the beginning of it. */
  readonly name: string;
  readonly isNameGenerated: boolean;
  readonly events: readonly string[];
  readonly weight: number;
  /** When Helm deletes its object: `before-hook-creation` where the chart says nothing. */
  readonly deletePolicies: readonly string[];
  /**
   * Helm's word on its last run in this operation: `Running`, `Succeeded`, `Failed`, `Unknown`; empty where it did not
   * run.
   */
  readonly phase: string;
  /** True where the chart has helm print the log once the hook has ended (`helm.sh/hook-output-log-policy`). */
  readonly isPrintedByHelm: boolean;
  /** True where its log is kept out of ours: exit code and Kubernetes' own reasons remain. */
  readonly hidesLog: boolean;
  /** RFC 3339, empty where the hook did not start or end. */
  readonly started: string;
  readonly completed: string;
}

/** With the value `true`, the annotation of a hook whose log the chart keeps out of the workflow's. */
const HIDE_LOG = 'helm-migrate/hide-log';

/** True of a hook that runs a program to its end: only these can migrate anything. */
export function isJobOrPod({ kind }: Pick<Hook, 'kind'>): boolean {
  return kind === 'Job' || kind === 'Pod';
}

/** The hooks of a record, with what Helm says of their runs in this operation, which began at `lastDeployed`. */
export function readHooks(
  hooks: unknown,
  releaseNamespace: string,
  lastDeployed: string,
): readonly Hook[] {
  return listOf(hooks)
    .flatMap((hook) => readHook(mappingOf(hook), releaseNamespace))
    .map((hook) => forgetEarlierRun(hook, lastDeployed));
}

/** A hook that has no kind, or no name that an object can have, is none: nothing could be found by it. */
function readHook(hook: Mapping, releaseNamespace: string): readonly Hook[] {
  const kind = textOf(hook['kind']);
  const object = readHead(readManifest(textOf(hook['manifest']) ?? ''));
  const given = nameOf(hook['name']);
  const name = given ?? object.generateName;
  const run = mappingOf(hook['last_run']);
  if (kind === undefined || name === undefined) return [];
  return [
    {
      kind,
      namespace: object.namespace ?? releaseNamespace,
      name,
      isNameGenerated: given === undefined,
      events: textsOf(hook['events']),
      weight: wholeOf(hook['weight']),
      deletePolicies: readDeletePolicies(hook),
      phase: textOf(run['phase']) ?? '',
      isPrintedByHelm: listOf(hook['output_log_policies']).length > 0,
      hidesLog: object.hidesLog,
      started: timeOf(run['started_at']),
      completed: timeOf(run['completed_at']),
    },
  ];
}

/** Helm's default: https://helm.sh/docs/topics/charts_hooks/#hook-deletion-policies (v3.22, v4.3). */
function readDeletePolicies(hook: Mapping): readonly string[] {
  const policies = textsOf(hook['delete_policies']);
  return policies.length === 0 ? ['before-hook-creation'] : policies;
}

/**
 * A rollback copies its hooks with the phases of an earlier operation (`prepareRollback` in `pkg/action/rollback.go`,
 * v3.22.0 and v4.3.1).
 */
function forgetEarlierRun(hook: Hook, lastDeployed: string): Hook {
  const isOfThisOperation = !(Date.parse(hook.started) < Date.parse(lastDeployed));
  return isOfThisOperation ? hook : { ...hook, phase: '', started: '', completed: '' };
}

/** The Jobs of a manifest. */
export function readJobs(manifest: string, releaseNamespace: string): readonly Hook[] {
  const jobs = readObjects(manifest, [{ kind: 'Job', group: 'batch' }]);
  return jobs.map(readHead).flatMap(({ name, namespace, hidesLog }) =>
    name === undefined
      ? []
      : {
          ...{ kind: 'Job', name, namespace: namespace ?? releaseNamespace, events: [], weight: 0 },
          ...{ phase: '', isPrintedByHelm: false, hidesLog, started: '', completed: '' },
          ...{ isNameGenerated: false, deletePolicies: [] },
        },
  );
}

interface ObjectHead {
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly generateName: string | undefined;
  readonly hidesLog: boolean;
}

function readHead(object: Mapping): ObjectHead {
  const metadata = metadataOf(object);
  return {
    name: nameOf(metadata['name']),
    namespace: nameOf(metadata['namespace']),
    generateName: nameOf(metadata['generateName']),
    hidesLog: mappingOf(metadata['annotations'])[HIDE_LOG] === 'true',
  };
}

function textsOf(value: unknown): readonly string[] {
  return listOf(value).filter((text) => typeof text === 'string');
}

/** A hook object in words, which tells it from all others of a cluster: `Job shop/app-migration`. */
export function nameHook({
  kind,
  namespace,
  name,
  isNameGenerated,
}: Pick<Hook, 'kind' | 'namespace' | 'name' | 'isNameGenerated'>): string {
  return `${kind} ${namespace}/${name}${isNameGenerated ? '*' : ''}`;
}

/** The same where the namespace is known: `Job app-migration`. */
export function nameBriefly({ kind, name }: Pick<Hook, 'kind' | 'name'>): string {
  return `${kind} ${name}`;
}
